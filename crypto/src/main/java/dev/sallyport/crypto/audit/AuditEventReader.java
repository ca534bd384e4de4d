package dev.sallyport.crypto.audit;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.TranscriptReader;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads an event's fields in their order. Every list is bounded before it is read. */
final class AuditEventReader {
    private final TranscriptReader in;

    AuditEventReader(TranscriptReader in) {
        this.in = in;
    }

    AuditEvent read() {
        if (!Arrays.equals(in.lp(Limits.TOKEN), AuditEventCodec.LABEL) || in.u8() != AuditEventCodec.VERSION) {
            throw new MalformedException("not an audit event of version 1");
        }
        var id = AuditEventId.of(token());
        int stage = in.u8();
        var at = Instant.ofEpochMilli(in.u64());
        var who = who();
        var what = what();
        var decision = decision();
        var event = new AuditEvent(id, at, who, what, decision, stage(stage));
        in.end();
        return event;
    }

    private CommittedWho who() {
        String tenant = optionalToken();
        var kind = oneOf(CommittedWho.Kind.values());
        String name = optionalToken();
        byte[] person = in.lp(Hash32.BYTES);
        return new CommittedWho(
                tenant == null ? null : TenantId.of(tenant),
                kind,
                name,
                person.length == 0 ? null : Hash32.take(person),
                Hash32.take(in.lpExactly(Hash32.BYTES)));
    }

    private What what() {
        return switch (in.u8()) {
            case AuditEventCodec.DATABASE_CALL -> databaseCall();
            case AuditEventCodec.TOKEN_CALL -> tokenCall();
            case AuditEventCodec.ADMINISTRATION -> administration();
            default -> throw new MalformedException("unknown kind of event");
        };
    }

    private What databaseCall() {
        String operation = token();
        String integration = optionalToken();
        var digest = RequestHash.of(in.lp(64));
        var statements = list(Limits.STATEMENTS, this::statement);
        return new What.DatabaseCall(
                operation, integration == null ? null : IntegrationId.of(integration), digest, statements);
    }

    private StatementFacts statement() {
        String fingerprint = HexFormat.of().formatHex(in.lp(64));
        String kind = token();
        var relations = list(Limits.LIST, this::text);
        var digests = list(Limits.PARAMETERS, () -> Hash32.take(in.raw(Hash32.BYTES)));
        return new StatementFacts(fingerprint, kind, relations, digests);
    }

    private What tokenCall() {
        String operation = token();
        var digest = RequestHash.of(in.lp(64));
        String purpose = in.lpText(Limits.TEXT);
        var types = list(Limits.LIST, this::token);
        return new What.TokenCall(operation, digest, purpose.isEmpty() ? null : purpose, types, in.u64());
    }

    private What administration() {
        String operation = token();
        String target = optionalToken();
        SortedMap<String, String> details = new TreeMap<>();
        int size = size(Limits.LIST);
        for (int i = 0; i < size; i++) {
            details.put(token(), text());
        }
        return new What.Administration(operation, target, details);
    }

    private Decision decision() {
        var kind = oneOf(Decision.Kind.values());
        var rules = list(Limits.LIST, this::token);
        return new Decision(kind, rules, optionalToken());
    }

    private Stage stage(int stage) {
        return switch (stage) {
            case AuditEventCodec.INTENDED -> new Stage.Intended();
            case AuditEventCodec.CONCLUDED -> conclusion();
            default -> throw new MalformedException("unknown stage");
        };
    }

    private Stage conclusion() {
        var status = oneOf(Outcome.Status.values());
        var outcome = new Outcome(status, optionalToken(), optionalToken(), in.u64(), in.u64());
        var timings = new Timings(list(Limits.LIST, () -> new Timings.Timing(token(), in.u64())));
        return new Stage.Concluded(outcome, timings, keys());
    }

    private @Nullable EnvelopeKeys keys() {
        return switch (in.u8()) {
            case 0 -> null;
            case 1 -> new EnvelopeKeys(KemKeyId.of(token()), SigningKeyId.of(token()), HmacKeyId.of(token()));
            default -> throw new MalformedException("unknown form of envelope keys");
        };
    }

    private <T> List<T> list(int most, Supplier<T> element) {
        int size = size(most);
        List<T> elements = new ArrayList<>(Math.min(size, 16));
        for (int i = 0; i < size; i++) {
            elements.add(element.get());
        }
        return elements;
    }

    private int size(int most) {
        int size = in.u32();
        Limits.size("elements", size, most);
        return size;
    }

    private <E> E oneOf(E[] values) {
        int position = in.u8();
        if (position >= values.length) {
            throw new MalformedException("unknown value of an enumeration");
        }
        return values[position];
    }

    private String token() {
        return in.lpText(Limits.TOKEN);
    }

    private @Nullable String optionalToken() {
        String text = token();
        return text.isEmpty() ? null : text;
    }

    private String text() {
        return in.lpText(Limits.TEXT);
    }
}
