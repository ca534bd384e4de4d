package dev.sallyport.bench.floor;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// `PORT CLIENT_FILE`: takes the body of an outbound query, runs its statement, pipelined and prepared, on the
/// customer's database over verified TLS, and answers the rows as JSON.
public final class FloorServer extends AbstractVerticle {

    private static final int PIPELINE = 64;

    private final int port;
    private final PgConnectOptions database;

    private FloorServer(int port, PgConnectOptions database) {
        this.port = port;
        this.database = database;
    }

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        PgConnectOptions database = database(Path.of(arguments[1]));
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx.vertx()
                .deployVerticle(() -> new FloorServer(port, database), new DeploymentOptions().setInstances(loops))
                .onSuccess(_ -> System.out.println("ready floor"))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    @Override
    public void start(Promise<Void> started) {
        SqlClient client = PgBuilder.client()
                .connectingTo(database)
                .using(vertx)
                .with(new PoolOptions().setMaxSize(2))
                .build();
        vertx.createHttpServer()
                .requestHandler(request -> serve(request, client))
                .listen(port, "localhost")
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private static void serve(HttpServerRequest request, SqlClient client) {
        request.body()
                .map(Buffer::toJsonObject)
                .map(body -> body.getJsonObject("payload"))
                .compose(call -> client.preparedQuery(call.getString("sql"))
                        .execute(Tuple.of(call.getJsonArray("params").getInteger(0))))
                .map(FloorServer::json)
                .onSuccess(answer -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(answer))
                .onFailure(failure -> {
                    System.out.println(failure);
                    request.response().setStatusCode(500).end(String.valueOf(failure.getMessage()));
                });
    }

    private static Buffer json(RowSet<Row> rows) {
        var values = new JsonArray();
        for (Row row : rows) {
            var cells = new JsonArray();
            for (int i = 0; i < row.size(); i++) {
                cells.add(row.getValue(i));
            }
            values.add(cells);
        }
        return new JsonObject()
                .put("columns", new JsonArray(rows.columnsNames()))
                .put("rows", values)
                .put("row_count", rows.size())
                .toBuffer();
    }

    /// The role and the certificate that the product uses as well.
    private static PgConnectOptions database(Path clientFile) throws Exception {
        JsonObject customer = new JsonObject(Files.readString(clientFile)).getJsonObject("customer_database");
        var dsn = URI.create(customer.getString("dsn").replaceFirst("\\?.*", ""));
        String[] user = dsn.getRawUserInfo().split(":", 2);
        var options = new PgConnectOptions()
                .setHost(dsn.getHost())
                .setPort(dsn.getPort())
                .setDatabase(dsn.getPath().substring(1))
                .setUser(user[0])
                .setPassword(java.net.URLDecoder.decode(user[1], java.nio.charset.StandardCharsets.UTF_8))
                .setCachePreparedStatements(true)
                .setPipeliningLimit(PIPELINE)
                .setSslMode(SslMode.VERIFY_FULL);
        options.setPemTrustOptions(
                new io.vertx.core.net.PemTrustOptions().addCertValue(Buffer.buffer(customer.getString("ca_pem"))));
        options.setHostnameVerificationAlgorithm("HTTPS");
        return options;
    }
}
