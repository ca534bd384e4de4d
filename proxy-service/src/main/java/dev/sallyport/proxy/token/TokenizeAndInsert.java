package dev.sallyport.proxy.token;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.proxy.execute.ExecutionLimits;
import dev.sallyport.proxy.execute.OperationResult;
import dev.sallyport.proxy.execute.TokenizedInsert;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.value.JsonBytes;
import dev.sallyport.proxy.value.ParameterText;
import dev.sallyport.proxy.wire.Completion;
import dev.sallyport.proxy.wire.ControlStatement;
import dev.sallyport.proxy.wire.RowSink;
import dev.sallyport.proxy.wire.StatementRefused;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Inserts rows with tokens in place of values. The tokens are kept as pending, with the number of the customer's
/// transaction, before that transaction commits, and become active behind it; what a crash leaves is settled by
/// [PendingTokens].
public final class TokenizeAndInsert implements TokenizedInsert {

    private static final int LONGEST_ROW = 64;
    private static final String UNKNOWN_OUTCOME = "08007";

    private final TokenKeys keys;
    private final TokenStore store;

    public TokenizeAndInsert(TokenKeys keys, TokenStore store) {
        this.keys = keys;
        this.store = store;
    }

    /// A record with its tokens.
    private record Prepared(Map<String, JsonValue> columns, Map<String, NewToken> tokens) {}

    @Override
    public Future<OperationResult> run(
            Context context, Lease lease, Operation.TokenizeAndInsert operation, ExecutionLimits limits) {
        if (context.columns().isEmpty()) {
            return Future.failedFuture(new ProblemException(
                    ProblemCode.TOKENIZATION_FAILED,
                    "Neither the call nor the integration names a column.",
                    "no columns"));
        }
        return onLoop(lease, keys.of(context.tenant()))
                .map(key -> prepared(context, operation, key))
                .compose(records -> insert(context, lease, operation, records));
    }

    private Future<OperationResult> insert(
            Context context, Lease lease, Operation.TokenizeAndInsert operation, List<Prepared> records) {
        List<NewToken> tokens = records.stream()
                .flatMap(record -> record.tokens().values().stream())
                .toList();
        List<String> ids = tokens.stream().map(token -> token.id().value()).toList();
        return lease.connection()
                .control(ControlStatement.BEGIN)
                .compose(begun -> CatalogueTable.find(lease, operation.table()))
                .compose(table -> rows(lease, table, records).map(rows -> table))
                .compose(table -> onLoop(
                        lease,
                        store.keepPending(context, table.transactionId(), tokens)
                                .map(kept -> table)))
                .compose(table -> commit(lease))
                .compose(
                        committed -> store.activate(ids).otherwiseEmpty(),
                        failure -> !isUnknown(failure)
                                ? store.delete(ids).otherwiseEmpty().compose(gone -> Future.failedFuture(failure))
                                : Future.failedFuture(failure))
                .map(active -> new OperationResult(answer(operation, records), records.size()));
    }

    /// A COMMIT without an answer leaves the outcome open: the tokens stay pending and are settled later.
    private static boolean isUnknown(Throwable failure) {
        return failure instanceof ProblemException problem
                && UNKNOWN_OUTCOME.equals(problem.details().get("sqlstate"));
    }

    private static ProblemException outcomeUnknown() {
        return new ProblemException(
                        ProblemCode.STATEMENT_FAILED,
                        "The connection was lost during COMMIT; whether it happened is unknown.",
                        "commit was not answered")
                .with("sqlstate", UNKNOWN_OUTCOME);
    }

    private static Future<Completion> commit(Lease lease) {
        return lease.connection()
                .control(ControlStatement.COMMIT)
                .compose(
                        done -> done.verb().equals("COMMIT")
                                ? Future.succeededFuture(done)
                                : Future.failedFuture(new ProblemException(ProblemCode.STATEMENT_FAILED)),
                        failure ->
                                Future.failedFuture(failure instanceof StatementRefused ? failure : outcomeUnknown()));
    }

    private static Future<Void> rows(Lease lease, CatalogueTable table, List<Prepared> records) {
        Future<Void> done = Future.succeededFuture();
        for (Prepared record : records) {
            done = done.compose(before -> row(lease, table, record));
        }
        return done;
    }

    private static Future<Void> row(Lease lease, CatalogueTable table, Prepared record) {
        List<JsonValue> values = List.copyOf(record.columns().values());
        return lease.connection()
                .prepare(table.insert(record.columns().keySet()))
                .compose(statement -> lease.connection()
                        .run(
                                statement,
                                ParameterText.of(lease.types().parameterTypes(statement), values),
                                0,
                                LONGEST_ROW,
                                RowSink.NONE))
                .mapEmpty();
    }

    private static List<Prepared> prepared(
            Context context, Operation.TokenizeAndInsert operation, TokenKeys.TokenKey key) {
        List<Prepared> records = new ArrayList<>();
        for (Map<String, JsonValue> record : operation.records()) {
            Map<String, JsonValue> columns = new LinkedHashMap<>(record);
            Map<String, NewToken> tokens = new LinkedHashMap<>();
            context.columns().forEach((column, dataType) -> {
                JsonValue value = columns.get(column);
                if (value != null && !(value instanceof JsonNull)) {
                    NewToken token = NewToken.of(context.tenant(), dataType, key, clear(column, value));
                    tokens.put(column, token);
                    columns.put(column, new JsonString(token.id().value()));
                }
            });
            records.add(new Prepared(columns, tokens));
        }
        return records;
    }

    static String clear(String column, JsonValue value) {
        return switch (value) {
            case JsonString(String text) -> text;
            case JsonNumber(String digits) -> digits;
            default ->
                throw new ProblemException(
                                ProblemCode.TOKENIZATION_FAILED,
                                "A value to tokenize is a string or a number.",
                                "not a text")
                        .with("column", column);
        };
    }

    private static byte[] answer(Operation.TokenizeAndInsert operation, List<Prepared> records) {
        JsonBytes json = new JsonBytes(4 * 1024 * 1024);
        json.raw("{\"rows_affected\":").number(records.size()).raw(",\"tokens\":");
        if (operation.single()) {
            tokens(json, records.getFirst());
        } else {
            json.raw('[');
            for (int i = 0; i < records.size(); i++) {
                if (i > 0) {
                    json.raw(',');
                }
                tokens(json, records.get(i));
            }
            json.raw(']');
        }
        return json.raw('}').take();
    }

    private static void tokens(JsonBytes json, Prepared record) {
        json.raw('{');
        boolean first = true;
        for (Map.Entry<String, NewToken> token : record.tokens().entrySet()) {
            if (!first) {
                json.raw(',');
            }
            first = false;
            json.string(token.getKey()).raw(':').string(token.getValue().id().value());
        }
        json.raw('}');
    }

    /// Goes on where the connection may be used.
    static <T> Future<T> onLoop(Lease lease, Future<T> future) {
        Promise<T> result = Promise.promise();
        future.onComplete(done -> lease.onLoop(() -> result.handle(done)));
        return result.future();
    }
}
