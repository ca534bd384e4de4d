package dev.sallyport.crypto.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.TranscriptReader;
import dev.sallyport.crypto.codec.TranscriptWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical bytes of an event, version 1, and back. Every variable part carries its length, so no value can be
 * taken for two, and each event has exactly one form: what does not encode to the same bytes again is refused.
 * Source: docs/formats.md, "Audit event".
 */
public final class AuditEventCodec {
    static final byte[] LABEL = "hce1/audit/event".getBytes(US_ASCII);
    static final int VERSION = 1;
    static final int INTENDED = 1;
    static final int CONCLUDED = 2;
    static final int DATABASE_CALL = 1;
    static final int TOKEN_CALL = 2;
    static final int ADMINISTRATION = 3;

    private AuditEventCodec() {}

    public static byte[] encode(AuditEvent event) {
        var out = new TranscriptWriter();
        out.lp(LABEL).u8(VERSION).lp(event.id()).u8(event.isConcluded() ? CONCLUDED : INTENDED);
        out.u64(event.at().toEpochMilli());
        who(out, event.who());
        what(out, event.what());
        decision(out, event.decision());
        if (event.stage() instanceof Stage.Concluded concluded) {
            conclusion(out, concluded);
        }
        return out.toByteArray();
    }

    /** Throws {@link MalformedException} for anything that {@link #encode} would not have written. */
    public static AuditEvent decode(byte[] canonical) {
        AuditEvent event;
        try {
            event = new AuditEventReader(new TranscriptReader(canonical)).read();
        } catch (MalformedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a field of the event is out of its bounds");
        }
        if (!Arrays.equals(encode(event), canonical)) {
            throw new MalformedException("not the canonical form of an event");
        }
        return event;
    }

    private static void who(TranscriptWriter out, CommittedWho who) {
        out.lp(who.tenant() == null ? "" : who.tenant().value());
        out.u8(who.kind().ordinal()).lp(orEmpty(who.name()));
        out.lp(who.person() == null ? new byte[0] : who.person().bytes());
        out.lp(who.address().bytes());
    }

    private static void what(TranscriptWriter out, What what) {
        if (what instanceof What.DatabaseCall call) {
            out.u8(DATABASE_CALL).lp(call.operation());
            out.lp(call.integration() == null ? "" : call.integration().value());
            out.lp(call.requestDigest().bytes()).u32(call.statements().size());
            call.statements().forEach(statement -> statement(out, statement));
        } else if (what instanceof What.TokenCall call) {
            out.u8(TOKEN_CALL).lp(call.operation()).lp(call.requestDigest().bytes());
            out.lp(orEmpty(call.purpose()));
            texts(out, call.dataTypes());
            out.u64(call.count());
        } else if (what instanceof What.Administration act) {
            out.u8(ADMINISTRATION).lp(act.operation()).lp(orEmpty(act.target()));
            out.u32(act.details().size());
            act.details().forEach((key, value) -> out.lp(key).lp(value));
        }
    }

    private static void statement(TranscriptWriter out, StatementFacts statement) {
        out.lp(statement.fingerprintBytes()).lp(statement.kind());
        texts(out, statement.relations());
        out.u32(statement.parameters().size());
        statement.parameters().forEach(digest -> out.raw(digest.bytes()));
    }

    private static void decision(TranscriptWriter out, Decision decision) {
        out.u8(decision.kind().ordinal());
        texts(out, decision.ruleCodes());
        out.lp(orEmpty(decision.policyVersion()));
    }

    private static void conclusion(TranscriptWriter out, Stage.Concluded concluded) {
        Outcome outcome = concluded.outcome();
        out.u8(outcome.status().ordinal()).lp(orEmpty(outcome.problem())).lp(orEmpty(outcome.sqlState()));
        out.u64(outcome.rows()).u64(outcome.bytes());
        out.u32(concluded.timings().list().size());
        concluded.timings().list().forEach(timing -> out.lp(timing.stage()).u64(timing.micros()));
        EnvelopeKeys keys = concluded.keys();
        out.u8(keys == null ? 0 : 1);
        if (keys != null) {
            out.lp(keys.kem()).lp(keys.signing()).lp(keys.hmac());
        }
    }

    private static void texts(TranscriptWriter out, List<String> texts) {
        out.u32(texts.size());
        texts.forEach(out::lp);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
