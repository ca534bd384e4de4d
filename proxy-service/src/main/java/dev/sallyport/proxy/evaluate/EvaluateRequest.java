package dev.sallyport.proxy.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A text to be reviewed, and the integration whose policy counts.
///
/// @param text UTF-8 as it came; what is not UTF-8 is for the guard to refuse
/// @param integration empty: every rule's default counts
record EvaluateRequest(byte[] text, Optional<IntegrationId> integration) {

    private static final Set<String> MEMBERS = Set.of("query", "database_id", "dialect");
    private static final Set<String> DIALECTS = Set.of("postgres", "postgresql");

    /// `{"query": …, "database_id": …, "dialect": …}`.
    static EvaluateRequest ofJson(byte[] body) {
        JsonObject json;
        try {
            json = StrictJson.parseObject(body);
        } catch (MalformedException e) {
            throw new ProblemException(
                    ProblemCode.INVALID_JSON, "The body is not acceptable JSON.", "json: " + e.getMessage());
        }
        if (!MEMBERS.containsAll(json.members().keySet())) {
            throw invalid("the members are query, database_id and dialect");
        }
        try {
            String database = json.find("database_id") == null ? null : json.text("database_id");
            String dialect = json.find("dialect") == null ? null : json.text("dialect");
            return of(json.text("query").getBytes(UTF_8), database, dialect);
        } catch (MalformedException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    static EvaluateRequest of(byte[] text, @Nullable String database, @Nullable String dialect) {
        if (dialect != null && !DIALECTS.contains(dialect)) {
            throw invalid("dialect is postgres");
        }
        try {
            return new EvaluateRequest(text, Optional.ofNullable(database).map(IntegrationId::of));
        } catch (InvalidIdException e) {
            throw invalid("database_id is not the id of an integration");
        }
    }

    private static ProblemException invalid(String what) {
        return new ProblemException(
                ProblemCode.INVALID_REQUEST, "The call is not well formed: " + what + ".", "evaluate: " + what);
    }
}
