package dev.sallyport.sdk.proxy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.http.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Permitted work on a database whose credential nobody here has. Every answer is verified and opened before anything of
 * it is returned. Safe for use by several threads.
 *
 * <p>Every call throws {@link OperationRefusedException} where the proxy refused and signed the refusal,
 * {@link dev.sallyport.sdk.problem.ProblemException} where it refused before it knew the caller,
 * {@link dev.sallyport.sdk.problem.EnvelopeRefusedException} where the answer is not to be believed, and
 * {@link dev.sallyport.sdk.problem.UnreachableException} where none came.
 */
public final class ProxyApi {

    private final Outbound outbound;
    private final @Nullable IntegrationId integration;

    /** For {@code SallyportClient}: calls go to {@code integration} unless {@link #on} names another one. */
    public ProxyApi(Outbound outbound, @Nullable IntegrationId integration) {
        this.outbound = outbound;
        this.integration = integration;
    }

    /** The same calls on another integration. */
    public ProxyApi on(IntegrationId other) {
        return new ProxyApi(outbound, other);
    }

    /** Runs one reading statement. Parameters as {@link Statement#of} takes them. */
    public QueryResult query(String sql, @Nullable Object... params) {
        VerifiedAnswer answer = call("query", Statement.of(sql, params).toJson());
        return ResultReader.query(answer.json(), answer);
    }

    /** Runs one writing statement, once however often the call is repeated. */
    public ExecuteResult execute(String sql, @Nullable Object... params) {
        VerifiedAnswer answer = call("execute", Statement.of(sql, params).toJson());
        return ResultReader.execute(answer.json(), answer);
    }

    /** Runs statements in one transaction: all are kept, or none. */
    public TransactionResult transaction(List<Statement> statements) {
        ObjectNode payload = Json.object();
        ArrayNode array = payload.putArray("statements");
        statements.forEach(statement -> array.add(statement.toJson()));
        VerifiedAnswer answer = call("transaction", payload);
        return ResultReader.transaction(answer.json(), answer);
    }

    /** Writes a row whose named columns hold tokens instead of values. */
    public InsertResult tokenizeAndInsert(
            String table, Map<String, ? extends @Nullable Object> row, Map<String, Tokenize> tokenize) {
        ObjectNode payload = Json.object().put("table", table);
        payload.set("record", Parameters.toJson(row));
        return insert(payload, tokenize);
    }

    /** Writes several rows whose named columns hold tokens instead of values: all are kept, or none. */
    public InsertResult tokenizeAndInsert(
            String table,
            List<? extends Map<String, ? extends @Nullable Object>> rows,
            Map<String, Tokenize> tokenize) {
        ObjectNode payload = Json.object().put("table", table);
        ArrayNode records = payload.putArray("records");
        rows.forEach(row -> records.add(Parameters.toJson(row)));
        return insert(payload, tokenize);
    }

    /**
     * Any operation with a payload of the caller's making, as its verified answer. A refusal is thrown here too.
     *
     * @param operation {@code query}, {@code execute}, {@code transaction} or {@code tokenize_and_insert}
     */
    public VerifiedAnswer call(String operation, ObjectNode payload) {
        if (integration == null) {
            throw new IllegalStateException("no integration: name one with on(…) or in the client file");
        }
        return outbound.call(integration, operation, payload);
    }

    private InsertResult insert(ObjectNode payload, Map<String, Tokenize> tokenize) {
        if (!tokenize.isEmpty()) {
            ObjectNode columns = payload.putObject("tokenize");
            tokenize.forEach((column, how) -> columns.set(column, how.toJson()));
        }
        VerifiedAnswer answer = call("tokenize_and_insert", payload);
        return ResultReader.insert(answer.json(), answer);
    }
}
