package dev.sallyport.bench.wire;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.Deque;

/// The Vert.x PG client: statements cached as prepared, one pipelined connection for lookups, eight for inserts.
final class OrdinaryContender implements Contender {

    private final PgConnection pipelined;
    private final Deque<PgConnection> free = new ArrayDeque<>();

    OrdinaryContender(Vertx vertx, EmbeddedPostgres server, String database, int pipelining, int exclusive) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost("localhost")
                .setPort(server.port())
                .setDatabase(database)
                .setUser(EmbeddedPostgres.SUPERUSER)
                .setPassword(server.superuserSecret())
                .setCachePreparedStatements(true)
                .setPipeliningLimit(pipelining)
                .setSslMode(SslMode.VERIFY_FULL)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(server.ca().certificatePem())));
        pipelined = Futures.on(PgConnection.connect(vertx, options));
        for (int i = 0; i < exclusive; i++) {
            free.add(Futures.on(PgConnection.connect(vertx, options)));
        }
    }

    @Override
    public String name() {
        return "vertx-pg-client";
    }

    @Override
    public Future<?> lookup(int id) {
        return pipelined.preparedQuery(LOOKUP).execute(Tuple.of(id)).map(OrdinaryContender::json);
    }

    @Override
    public Future<?> insert(int id) {
        PgConnection connection = take();
        return connection
                .preparedQuery("BEGIN")
                .execute()
                .compose(begun -> connection.preparedQuery(INSERT).execute(Tuple.of(id, "note")))
                .compose(done -> connection.preparedQuery("COMMIT").execute())
                .onComplete(done -> give(connection));
    }

    @Override
    public Future<?> thousandRows() {
        return pipelined.preparedQuery(THOUSAND).execute().map(OrdinaryContender::json);
    }

    private synchronized PgConnection take() {
        return free.remove();
    }

    private synchronized void give(PgConnection connection) {
        free.add(connection);
    }

    /// As little as an answer needs: values as JSON, text without escapes because these texts need none.
    private static String json(RowSet<Row> rows) {
        StringBuilder out = new StringBuilder("[");
        for (Row row : rows) {
            out.append(out.length() > 1 ? ",[" : "[");
            for (int i = 0; i < row.size(); i++) {
                Object value = row.getValue(i);
                out.append(i == 0 ? "" : ",");
                if (value instanceof Integer) {
                    out.append(value);
                } else {
                    out.append('"').append(value).append('"');
                }
            }
            out.append(']');
        }
        return out.append(']').toString();
    }
}
