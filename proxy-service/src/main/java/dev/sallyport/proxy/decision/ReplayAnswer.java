package dev.sallyport.proxy.decision;

import dev.sallyport.guard.facts.Relation;
import dev.sallyport.guard.json.JsonWriter;
import dev.sallyport.guard.replay.FactsJson;
import java.util.List;
import java.util.Locale;

/// A replay's answer as JSON: totals, and one entry for each recorded statement that would be decided otherwise or
/// cannot be judged.
final class ReplayAnswer {

    private static final int MOST_CHANGES = 500;
    private static final int MOST_RELATIONS = 8;

    private ReplayAnswer() {}

    static String write(Replay.Question question, Replay.Answer answer) {
        long calls = 0;
        int changed = 0;
        int unknown = 0;
        var changes = new JsonWriter().beginArray();
        for (int i = 0; i < answer.before().size(); i++) {
            Recorded before = answer.before().get(i);
            Replay.After after = answer.after().get(i);
            calls += before.seen();
            boolean same = after.decision().filter(before.decision()::equals).isPresent();
            if (after.decision().isEmpty()) {
                unknown++;
            } else if (!same) {
                changed++;
            }
            if (!same && changed + unknown <= MOST_CHANGES) {
                change(changes, before, after);
            }
        }
        int all = answer.before().size();
        String totals = new JsonWriter()
                .beginObject()
                .member("days", question.days())
                .member("integrations", question.integrations().size())
                .member("statements", all)
                .member("calls", calls)
                .member("unchanged", (long) all - changed - unknown)
                .member("changed", changed)
                .member("unknown", unknown)
                .member("complete", answer.complete() && changed + unknown <= MOST_CHANGES)
                .endObject()
                .toString();
        return totals.substring(0, totals.length() - 1) + ",\"changes\":" + changes.endArray() + "}";
    }

    private static void change(JsonWriter json, Recorded before, Replay.After after) {
        List<String> relations = FactsJson.read(before.facts(), before.fingerprint()).relations().stream()
                .map(Relation::qualifiedName)
                .limit(MOST_RELATIONS)
                .toList();
        json.beginObject()
                .member("integration_id", before.integration().value())
                .member("fingerprint", before.fingerprint())
                .member("operation", before.purpose().name().toLowerCase(Locale.ROOT))
                .member("kind", before.kind())
                .strings("relations", relations)
                .member("risk_class", before.risk())
                .member("calls", before.seen())
                .member("first_seen", before.first().toString())
                .member("last_seen", before.last().toString())
                .name("before")
                .beginObject()
                .member("decision", before.decision().name())
                .strings("rule_codes", before.rules())
                .member("policy_version", before.policyVersion())
                .member("mode", before.observed() ? "observe" : "enforce")
                .endObject()
                .name("after")
                .beginObject()
                .member("decision", after.decision().map(Enum::name).orElse("UNKNOWN"))
                .strings("rule_codes", after.rules())
                .member("judged_from", after.fromText() ? "text" : "facts")
                .endObject()
                .endObject();
    }
}
