package dev.sallyport.vault.hop;

import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// When credentials were last used, as proxies report it.
@ApplicationScoped
class UsageIntake {
    private static final int MAX_ENTRIES = 10_000;
    private static final String UPDATE = """
            UPDATE vault.credential c SET last_used_at = greatest(coalesce(c.last_used_at, u.at), u.at)
            FROM unnest($1::text[], $2::timestamptz[]) AS u(id, at) WHERE c.credential_id = u.id
            """;

    private final Pool pool;

    UsageIntake(Pool pool) {
        this.pool = pool;
    }

    Future<Void> take(@Nullable Buffer body) {
        var ids = new ArrayList<String>();
        var times = new ArrayList<OffsetDateTime>();
        try {
            if (!(StrictJson.parseObject(body == null ? new byte[0] : body.getBytes())
                                    .find("used")
                            instanceof JsonArray used)
                    || used.values().size() > MAX_ENTRIES) {
                throw new IllegalArgumentException("used");
            }
            for (var each : used.values()) {
                var entry = (JsonObject) each;
                ids.add(CredentialId.of(entry.text("credential_id")).value());
                times.add(time(entry));
            }
        } catch (IllegalArgumentException | ClassCastException | DateTimeParseException e) {
            return Future.failedFuture(new ProblemException(ProblemCode.INVALID_REQUEST));
        }
        return pool.preparedQuery(UPDATE)
                .execute(Tuple.tuple()
                        .addArrayOfString(ids.toArray(String[]::new))
                        .addArrayOfOffsetDateTime(times.toArray(OffsetDateTime[]::new)))
                .mapEmpty();
    }

    /// RFC 3339, or Unix milliseconds.
    private static OffsetDateTime time(JsonObject entry) {
        return entry.find("last_used_at") instanceof JsonNumber number
                ? Instant.ofEpochMilli(number.asLong()).atOffset(ZoneOffset.UTC)
                : OffsetDateTime.parse(entry.text("last_used_at"));
    }
}
