package dev.sallyport.guard.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.Guards;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.corpus.Corpus;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every attack of the corpus on a real PostgreSQL, as a role that may only read and as superuser, with no other wall:
/// whatever acts there is blocked here, and whatever is blocked without acting there is blocked for a reason that is
/// written down.
class AttackProofIT {

    private static final Path REASONS = Path.of("src", "test", "resources", "corpus", "reasons.txt");

    static Laboratory laboratory;

    @BeforeAll
    static void start() throws Exception {
        laboratory = Laboratory.open();
    }

    @AfterAll
    static void stop() throws Exception {
        laboratory.close();
    }

    private record Proof(Corpus.Attack attack, boolean blocked, Map<String, Effect> effects) {

        boolean acted() {
            return effects.values().stream().anyMatch(Effect::acted);
        }

        String line() {
            String seen = effects.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue().outcome())
                    .collect(Collectors.joining("; "));
            return attack.file() + ":" + attack.line() + "\t"
                    + attack.expected().code() + "\t" + seen + "\t"
                    + attack.sql().replace('\n', ' ');
        }
    }

    @Test
    void every_attack_is_blocked_for_what_it_does_or_for_a_stated_reason() throws Exception {
        List<Proof> proofs = prove();
        String lines = proofs.stream().map(Proof::line).collect(Collectors.joining("\n"));
        Files.write(Path.of("target", "attack-proof.tsv"), lines.getBytes(UTF_8));
        Map<String, String> reasons = Files.readAllLines(REASONS).stream()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('\t')), line -> line.substring(line.indexOf('\t') + 1)));

        var unjudged = new ArrayList<String>();
        var unexplained = new ArrayList<String>();
        for (Proof proof : proofs) {
            if (!proof.blocked) {
                unjudged.add(proof.line());
            }
            if (!proof.acted() && !isStated(proof, reasons)) {
                unexplained.add(proof.line());
            }
        }

        System.out.println(summary(proofs));
        assertThat(unjudged).isEmpty();
        assertThat(unexplained).isEmpty();
        assertThat(proofs.stream().filter(Proof::acted).count()).isGreaterThan(proofs.size() / 2);
    }

    @Test
    void what_the_guard_cannot_parse_the_server_refuses_too() throws Exception {
        var differing = new ArrayList<String>();

        for (Corpus.Attack attack : Corpus.attacks()) {
            String code = attack.expected().code();
            if (code.equals("PARSE-001") || code.equals("MULTI-001")) {
                Effect effect = laboratory.run(attack.sql(), Laboratory.SUPERUSER);
                if (effect.kind() != Effect.Kind.REFUSED) {
                    differing.add(effect + " " + attack.sql());
                }
            }
        }

        assertThat(differing).isEmpty();
    }

    private static boolean isStated(Proof proof, Map<String, String> reasons) {
        Effect seen = Objects.requireNonNull(proof.effects.get("superuser"));
        return reasons.containsKey(proof.attack.expected().code() + " " + seen.outcome())
                || seen.kind() == Effect.Kind.REFUSED && reasons.containsKey("* " + seen.outcome());
    }

    private static List<Proof> prove() throws Exception {
        var proofs = new ArrayList<Proof>();
        Map<String, Map<String, Effect>> known = new HashMap<>();
        for (Corpus.Attack attack : Corpus.attacks()) {
            if (attack.purpose() == Purpose.EVALUATE) {
                continue;
            }
            Map<String, Effect> effects = known.get(attack.sql());
            if (effects == null) {
                effects = effects(attack.sql());
                known.put(attack.sql(), effects);
            }
            boolean blocked =
                    Guards.shared().judge(attack.sql(), attack.purpose(), Policy.STANDARD) instanceof Verdict.Blocked;
            proofs.add(new Proof(attack, blocked, effects));
        }
        return proofs;
    }

    private static Map<String, Effect> effects(String sql) throws Exception {
        var effects = new TreeMap<String, Effect>();
        effects.put("reader", laboratory.run(sql, Laboratory.READER));
        effects.put("superuser", laboratory.run(sql, Laboratory.SUPERUSER));
        if (sql.indexOf(';') >= 0 && sql.indexOf('\0') < 0) {
            effects.put("superuser, simple protocol", laboratory.runSimple(sql, Laboratory.SUPERUSER));
        }
        if (effects.values().stream().noneMatch(Effect::acted) && sql.indexOf('\0') < 0) {
            effects.put("superuser, transaction", laboratory.runInTransaction(sql, Laboratory.SUPERUSER));
        }
        return effects;
    }

    private static String summary(List<Proof> proofs) {
        Map<String, Map<Effect.Kind, Long>> counts = proofs.stream()
                .flatMap(proof -> proof.effects.entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        TreeMap::new,
                        Collectors.groupingBy(entry -> entry.getValue().kind(), TreeMap::new, Collectors.counting())));
        return proofs.size() + " attacks without a guard: " + counts;
    }
}
