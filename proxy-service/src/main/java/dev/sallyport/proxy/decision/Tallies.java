package dev.sallyport.proxy.decision;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.facts.Evidence;
import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.policy.Mode;
import dev.sallyport.guard.replay.FactsJson;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counts equal statements until they are written. Bounded as a whole and for each integration, so
/// that one cannot
/// crowd out the others. Thread safe.
final class Tallies {

    private static final int MOST = 10_000;
    private static final int MOST_OF_ONE = 1_000;
    private static final int MOST_PREPARED = 10_000;
    private static final int LONGEST_FACTS = 16_384;
    private static final int VARIANT_BYTES = 8;

    private record Key(IntegrationId integration, LocalDate day, String fingerprint, String variant) {}

    /// @param rules codes of the rules that were against it
    private record Prepared(String facts, List<String> rules, String digest) {}

    /// A count with the text of its first statement, where it may be kept.
    record Counted(
            Recorded recorded, boolean optIn, @Nullable String text) {
        @Override
        public String toString() {
            return "Counted[" + recorded + "]";
        }
    }

    private final IdentityHashMap<Verdict, Prepared> prepared = new IdentityHashMap<>();
    private final Map<IntegrationId, Integer> perIntegration = new HashMap<>();
    private Map<Key, Counted> counted = new HashMap<>();

    /// False when there is no room for one more.
    synchronized boolean add(DecisionLog.Seen seen) {
        Prepared facts = prepare(seen.verdict());
        Instant at = Instant.ofEpochMilli(seen.millis());
        String variant = variant(seen, facts);
        var key = new Key(
                seen.grant().id(),
                LocalDate.ofInstant(at, ZoneOffset.UTC),
                seen.verdict().facts().fingerprint(),
                variant);
        Counted known = counted.get(key);
        if (known != null) {
            counted.put(
                    key, new Counted(known.recorded().and(1, at), seen.grant().sqlTextOptIn(), known.text()));
            return true;
        }
        int ofOne = perIntegration.getOrDefault(seen.grant().id(), 0);
        if (counted.size() >= MOST || ofOne >= MOST_OF_ONE) {
            return false;
        }
        perIntegration.put(seen.grant().id(), ofOne + 1);
        counted.put(
                key, new Counted(first(seen, facts, variant, at), seen.grant().sqlTextOptIn(), seen.text()));
        return true;
    }

    /// Everything that was counted since the last time.
    synchronized List<Counted> take() {
        List<Counted> taken = new ArrayList<>(counted.values());
        counted = new HashMap<>();
        perIntegration.clear();
        return taken;
    }

    private static Recorded first(DecisionLog.Seen seen, Prepared facts, String variant, Instant at) {
        Facts known = seen.verdict().facts();
        return new Recorded(
                seen.grant().tenant(),
                seen.grant().id(),
                known.fingerprint(),
                variant,
                seen.purpose(),
                known.kind().label(),
                known.risk().label(),
                seen.verdict().decision(),
                facts.rules(),
                seen.policy().version(),
                seen.policy().mode() == Mode.OBSERVE,
                facts.facts(),
                1,
                at,
                at,
                Optional.empty());
    }

    private Prepared prepare(Verdict verdict) {
        if (prepared.size() >= MOST_PREPARED) {
            prepared.clear();
        }
        return prepared.computeIfAbsent(verdict, Tallies::of);
    }

    private static Prepared of(Verdict verdict) {
        String facts = FactsJson.write(verdict.facts());
        if (facts.length() > LONGEST_FACTS) {
            facts = FactsJson.write(verdict.facts().with(Evidence.NONE));
        }
        List<String> rules = verdict.hits().stream()
                .filter(hit -> hit.decision() != Decision.ALLOWED)
                .map(Hit::code)
                .distinct()
                .sorted()
                .toList();
        return new Prepared(facts, rules, hex(facts));
    }

    private static String variant(DecisionLog.Seen seen, Prepared facts) {
        return hex(String.join(
                "\n",
                facts.digest(),
                seen.purpose().name(),
                seen.verdict().decision().name(),
                String.join(" ", facts.rules()),
                seen.policy().mode().name(),
                seen.policy().digest(),
                Long.toString(seen.policy().version())));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(Hashes.sha256(text.getBytes(StandardCharsets.UTF_8)), 0, VARIANT_BYTES);
    }
}
