package dev.sallyport.crypto.audit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event as one line of JSON for people and tools. The canonical bytes are the record; this text is made from them,
 * always the same, so that a verifier can compare the two.
 */
public final class AuditEventJson {
    private AuditEventJson() {}

    /** The event as the log keeps it, personal values as commitments. */
    public static String write(AuditEvent event) {
        var out = new JsonLine().open();
        out.text("audit_event_id", event.id().value());
        out.text("stage", event.isConcluded() ? "conclusion" : "intent");
        out.text("at", event.at().toString());
        who(out, event.who());
        what(out, event.what());
        decision(out, event.decision());
        if (event.stage() instanceof Stage.Concluded concluded) {
            conclusion(out, concluded);
        }
        return out.close().toString();
    }

    private static void who(JsonLine out, CommittedWho who) {
        out.text("tenant_id", who.tenant() == null ? null : who.tenant().value());
        out.open("actor").text("kind", lower(who.kind())).text("id", who.name());
        out.text("person_commitment", who.person() == null ? null : who.person().toString());
        out.text("address_commitment", who.address().toString()).close();
    }

    private static void what(JsonLine out, What what) {
        out.text("operation", what.operation());
        if (what instanceof What.DatabaseCall call) {
            out.text("type", "database_call");
            out.text(
                    "integration_id",
                    call.integration() == null ? null : call.integration().value());
            digest(out, call.requestDigest());
            out.openList("statements");
            call.statements().forEach(statement -> statement(out.openElement(), statement));
            out.closeList();
        } else if (what instanceof What.TokenCall call) {
            out.text("type", "token_call").text("purpose", call.purpose());
            digest(out, call.requestDigest());
            out.texts("data_types", call.dataTypes()).number("count", call.count());
        } else if (what instanceof What.Administration act) {
            out.text("type", "administration").text("target", act.target()).open("details");
            act.details().forEach(out::text);
            out.close();
        }
    }

    private static void digest(JsonLine out, RequestHash digest) {
        out.text("request_digest", digest.isPresent() ? digest.toString() : null);
    }

    private static void statement(JsonLine out, StatementFacts statement) {
        out.text("fingerprint", statement.fingerprint()).text("kind", statement.kind());
        out.texts("relations", statement.relations());
        out.hashes("parameter_digests", statement.parameters()).close();
    }

    private static void decision(JsonLine out, Decision decision) {
        out.text("decision", decision.kind().name()).texts("rule_codes", decision.ruleCodes());
        out.text("policy_version", decision.policyVersion());
    }

    private static void conclusion(JsonLine out, Stage.Concluded concluded) {
        Outcome outcome = concluded.outcome();
        out.open("outcome").text("status", lower(outcome.status())).text("problem", outcome.problem());
        out.text("sqlstate", outcome.sqlState()).number("rows", outcome.rows());
        out.number("bytes", outcome.bytes()).close();
        out.open("timings_us");
        concluded.timings().list().forEach(timing -> out.number(timing.stage(), timing.micros()));
        out.close();
        keys(out, concluded.keys());
    }

    private static void keys(JsonLine out, @Nullable EnvelopeKeys keys) {
        if (keys != null) {
            out.open("envelope_keys").text("kem_key_id", keys.kem().value());
            out.text("signing_key_id", keys.signing().value());
            out.text("hmac_key_id", keys.hmac().value()).close();
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
