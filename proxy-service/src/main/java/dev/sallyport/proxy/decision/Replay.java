package dev.sallyport.proxy.decision;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.replay.FactsJson;
import dev.sallyport.guard.replay.FactsJudge;
import dev.sallyport.guard.replay.Judgement;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.proxy.blocking.BlockingPool;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.grant.GrantDirectory;
import dev.sallyport.proxy.guard.StatementGuard;
import dev.sallyport.proxy.guard.TokenizedColumns;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Judges what was recorded under another policy.
final class Replay {

    private static final int MOST_ROWS = 20_000;
    private static final int MOST_TEXTS = 200;

    private final DecisionLog log;
    private final GrantDirectory grants;
    private final StatementGuard guard;
    private final BlockingPool blocking;
    private final Clock clock;

    Replay(DecisionLog log, GrantDirectory grants, StatementGuard guard, BlockingPool blocking, Clock clock) {
        this.log = log;
        this.grants = grants;
        this.guard = guard;
        this.blocking = blocking;
        this.clock = clock;
    }

    /// What is asked for.
    record Question(TenantId tenant, List<IntegrationId> integrations, int days, Policy policy) {}

    /// What one recorded statement would get.
    ///
    /// @param decision empty when neither facts nor a kept text can tell
    record After(Optional<dev.sallyport.guard.rules.Decision> decision, List<String> rules, boolean fromText) {}

    /// @param complete false when there was more than is judged at once
    record Answer(List<Recorded> before, List<After> after, boolean complete) {}

    Future<Answer> answer(Question question) {
        LocalDate since = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(question.days() - 1L);
        return log.write()
                .compose(written -> integrations(question))
                .compose(known -> log.store()
                        .since(question.tenant(), question.integrations(), since, MOST_ROWS + 1)
                        .compose(rows -> judged(question, known, rows)));
    }

    /// Those that are in use: their tokenized columns are part of the policy, and they say whether
    /// texts may be read.
    private Future<Map<String, Grant.Integration>> integrations(Question question) {
        Map<String, Grant.Integration> known = new TreeMap<>();
        Future<Void> done = Future.succeededFuture();
        for (IntegrationId id : question.integrations()) {
            done = done.compose(next -> grants.integration(id).<Void>map(found -> {
                found.filter(grant -> grant.tenant().equals(question.tenant()))
                        .ifPresent(grant -> known.put(id.value(), grant));
                return null;
            }));
        }
        return done.map(all -> known);
    }

    private Future<Answer> judged(Question question, Map<String, Grant.Integration> known, List<Recorded> rows) {
        List<Recorded> judged = rows.subList(0, Math.min(rows.size(), MOST_ROWS));
        return blocking.call(() -> judged.stream()
                        .map(row -> byFacts(row, policy(question, known, row)))
                        .toList())
                .compose(after -> texts(question, known, judged, new ArrayList<>(after)))
                .map(after -> new Answer(judged, after, rows.size() <= MOST_ROWS));
    }

    private static Policy policy(Question question, Map<String, Grant.Integration> known, Recorded row) {
        Grant.Integration grant = known.get(row.integration().value());
        return grant == null
                ? question.policy()
                : question.policy().tokenizing(TokenizedColumns.of(grant).names());
    }

    private static After byFacts(Recorded row, Policy policy) {
        Facts facts = FactsJson.read(row.facts(), row.fingerprint());
        return switch (FactsJudge.judge(facts, row.purpose(), policy)) {
            case Judgement.Known known -> new After(Optional.of(known.decision()), codes(known), false);
            case Judgement.Unknown unknown -> new After(Optional.empty(), codes(unknown), false);
        };
    }

    private static List<String> codes(Judgement judgement) {
        return judgement.rules().stream().map(Rule::code).sorted().toList();
    }

    /// Where facts are not enough and a text was kept, the text is judged.
    private Future<List<After>> texts(
            Question question, Map<String, Grant.Integration> known, List<Recorded> rows, List<After> after) {
        Future<List<After>> done = Future.succeededFuture(after);
        int asked = 0;
        for (int i = 0; i < rows.size() && asked < MOST_TEXTS; i++) {
            Recorded row = rows.get(i);
            Grant.Integration grant = known.get(row.integration().value());
            boolean may = grant != null && grant.sqlTextOptIn() && row.purpose() != Purpose.EVALUATE;
            if (after.get(i).decision().isEmpty() && may && row.text().isPresent()) {
                asked++;
                int index = i;
                Policy policy = policy(question, known, row);
                done = done.compose(all -> byText(row, policy)
                        .map(judged -> {
                            all.set(index, judged);
                            return all;
                        })
                        .otherwise(all));
            }
        }
        return done;
    }

    private Future<After> byText(Recorded row, Policy policy) {
        return log.texts()
                .open(
                        row.tenant(),
                        row.integration(),
                        row.fingerprint(),
                        row.text().orElseThrow())
                .compose(text -> blocking.call(() -> {
                    Verdict verdict = guard.judge(text, row.purpose(), policy);
                    List<String> rules = verdict.hits().stream()
                            .map(Hit::code)
                            .distinct()
                            .sorted()
                            .toList();
                    return new After(Optional.of(verdict.decision()), rules, true);
                }));
    }
}
