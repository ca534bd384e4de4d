package dev.sallyport.proxy.token;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.proxy.execute.TokenizedInsert.Context;
import dev.sallyport.proxy.execute.TokenizedParameters;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.wire.ProtocolViolation;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Replaces parameters of `execute` and `transaction` by tokens, under the same rules of pending and
/// active as an insert
/// with tokens. A value that is an active token of the tenant stays: a row that was read may be
/// written back.
public final class TokenizeParameters implements TokenizedParameters {

    private static final String XID = "SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text";
    private static final String TOKEN = "tok_[0-9a-z]{26}";
    private static final int LONGEST_ROW = 64;

    private final TokenKeys keys;
    private final TokenStore store;

    public TokenizeParameters(TokenKeys keys, TokenStore store) {
        this.keys = keys;
        this.store = store;
    }

    @Override
    public Future<Replaced> replace(Context context, Lease lease, List<SqlStatement> statements) {
        Future<TokenKeys.TokenKey> key = keys.of(context.tenant());
        Future<Set<String>> known = store.active(context.tenant(), candidates(context, statements));
        return TokenizeAndInsert.onLoop(lease, Future.all(key, known)).map(ready -> {
            List<NewToken> tokens = new ArrayList<>();
            List<SqlStatement> replaced = new ArrayList<>();
            for (int i = 0; i < statements.size(); i++) {
                replaced.add(replaced(
                        context, statements.get(i), context.parameters().get(i), key.result(), known.result(), tokens));
            }
            return new Replaced(replaced, new Pending(context, lease, tokens));
        });
    }

    private static SqlStatement replaced(
            Context context,
            SqlStatement statement,
            Map<Integer, String> types,
            TokenKeys.TokenKey key,
            Set<String> known,
            List<NewToken> tokens) {
        List<JsonValue> values = new ArrayList<>(statement.params());
        types.forEach((number, dataType) -> {
            JsonValue value = number <= values.size() && number > 0 ? values.get(number - 1) : new JsonNull();
            if (!(value instanceof JsonNull) && !(value instanceof JsonString(String text) && known.contains(text))) {
                NewToken token =
                        NewToken.of(context.tenant(), dataType, key, TokenizeAndInsert.clear("$" + number, value));
                tokens.add(token);
                values.set(number - 1, new JsonString(token.id().value()));
            }
        });
        return new SqlStatement(statement.sql(), values);
    }

    /// Values that look like tokens.
    private static Set<String> candidates(Context context, List<SqlStatement> statements) {
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < statements.size(); i++) {
            List<JsonValue> values = statements.get(i).params();
            for (int number : context.parameters().get(i).keySet()) {
                if (number > 0
                        && number <= values.size()
                        && values.get(number - 1) instanceof JsonString(String text)
                        && text.matches(TOKEN)) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    private final class Pending implements Tokens {
        private final Context context;
        private final Lease lease;
        private final List<NewToken> tokens;
        private boolean kept;

        Pending(Context context, Lease lease, List<NewToken> tokens) {
            this.context = context;
            this.lease = lease;
            this.tokens = tokens;
        }

        @Override
        public Future<Void> keep() {
            if (tokens.isEmpty()) {
                return Future.succeededFuture();
            }
            return transactionId().compose(xid -> {
                kept = true;
                return TokenizeAndInsert.onLoop(lease, store.keepPending(context, xid, tokens));
            });
        }

        @Override
        public Future<Void> committed() {
            return store.activate(ids()).otherwiseEmpty();
        }

        @Override
        public Future<Void> undone() {
            return kept ? store.delete(ids()).otherwiseEmpty() : Future.succeededFuture();
        }

        private List<String> ids() {
            return tokens.stream().map(token -> token.id().value()).toList();
        }

        private Future<String> transactionId() {
            StringBuilder text = new StringBuilder();
            return lease.connection()
                    .prepare(XID)
                    .compose(shape -> lease.connection().run(shape, List.of(), 2, LONGEST_ROW, (row, columns) -> {
                        int length = row.readInt();
                        if (length < 0 || length > row.readableBytes()) {
                            throw new ProtocolViolation("transaction id");
                        }
                        text.append(row.readCharSequence(length, StandardCharsets.US_ASCII));
                    }))
                    .map(done -> text.toString());
        }
    }
}
