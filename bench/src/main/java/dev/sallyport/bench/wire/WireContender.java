package dev.sallyport.bench.wire;

import dev.sallyport.proxy.value.JsonBytes;
import dev.sallyport.proxy.value.ResultWriter;
import dev.sallyport.proxy.value.TypeCatalogue;
import dev.sallyport.proxy.wire.ControlStatement;
import dev.sallyport.proxy.wire.Endpoint;
import dev.sallyport.proxy.wire.Login;
import dev.sallyport.proxy.wire.RowSink;
import dev.sallyport.proxy.wire.StatementShape;
import dev.sallyport.proxy.wire.WireConnection;
import dev.sallyport.proxy.wire.WireConnector;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Our client, used as the proxy's lanes use it: lookups prepared once and pipelined, each insert prepared anew.
final class WireContender implements Contender {

    private static final int LONGEST_ROW = 65_536;

    private final WireConnector connector;
    private final WireConnection pipelined;
    private final StatementShape lookup;
    private final StatementShape thousand;
    private final Deque<WireConnection> free = new ArrayDeque<>();
    private final TypeCatalogue types = new TypeCatalogue();

    WireContender(WireConnector connector, Endpoint endpoint, Login login, int exclusive) {
        this.connector = connector;
        pipelined = Futures.on(connector.open(endpoint, login));
        lookup = Futures.on(onLoop(() -> pipelined.prepare(LOOKUP)));
        thousand = Futures.on(onLoop(() -> pipelined.prepare(THOUSAND)));
        for (int i = 0; i < exclusive; i++) {
            free.add(Futures.on(connector.open(endpoint, login)));
        }
    }

    @Override
    public String name() {
        return "proxy.wire";
    }

    @Override
    public Future<?> lookup(int id) {
        return onLoop(() -> rows(lookup, List.of(ascii(id))));
    }

    @Override
    public Future<?> insert(int id) {
        WireConnection connection = take();
        return onLoop(() -> {
                    Future<?> begun = connection.control(ControlStatement.BEGIN);
                    Future<StatementShape> prepared = connection.prepare(INSERT);
                    return Future.all(begun, prepared)
                            .compose(ready -> connection.run(
                                    prepared.result(),
                                    List.of(ascii(id), "note".getBytes(StandardCharsets.US_ASCII)),
                                    0,
                                    LONGEST_ROW,
                                    RowSink.NONE))
                            .compose(done -> connection.control(ControlStatement.COMMIT))
                            .onComplete(done -> connection.forget(prepared.result()));
                })
                .onComplete(done -> give(connection));
    }

    @Override
    public Future<?> thousandRows() {
        return onLoop(() -> rows(thousand, List.of()));
    }

    private Future<byte[]> rows(StatementShape shape, List<byte @Nullable []> parameters) {
        JsonBytes out = new JsonBytes(8 * 1024 * 1024);
        ResultWriter writer = new ResultWriter(out, types.columnTypes(shape), 10_000);
        return pipelined.run(shape, parameters, 0, LONGEST_ROW, writer).map(done -> out.take());
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> work) {
        Promise<T> result = Promise.promise();
        connector.loop().execute(() -> work.get().onComplete(result));
        return result.future();
    }

    private static byte[] ascii(int id) {
        return Integer.toString(id).getBytes(StandardCharsets.US_ASCII);
    }

    private synchronized WireConnection take() {
        return free.remove();
    }

    private synchronized void give(WireConnection connection) {
        free.add(connection);
    }
}
