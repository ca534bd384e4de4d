package dev.sallyport.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A logged-in session. Requests may follow each other without waiting (each ends in its own `Sync`); results come
/// in order.
///
/// Not thread safe: call it on its event loop only; futures complete there. A failed future holds
/// [StatementRefused] when the session lives on, else the exception that ended the connection.
public final class WireConnection implements FrameDecoder.Listener {

    /// What `ReadyForQuery` says about the session's transaction. Source: PostgreSQL protocol 3.0, "Message
    /// Formats".
    public enum Transaction {
        NONE,
        OPEN,
        FAILED;

        static Transaction of(byte indicator) {
            return switch (indicator) {
                case 'I' -> NONE;
                case 'T' -> OPEN;
                case 'E' -> FAILED;
                default -> throw new ProtocolViolation("unknown transaction indicator");
            };
        }
    }

    private static final int LONGEST_MESSAGE = 256 * 1024;

    /// Notices, notifications and parameter changes that one exchange may bring before they count as an attack.
    private static final int MOST_UNASKED = 10_000;

    /// Bytes of one exchange that are dropped for being too long, before the connection is given up instead.
    private static final long MOST_SKIPPED = 64L * 1024 * 1024;

    private final Channel channel;
    private final int processId;
    private final int secretKey;
    private final ArrayDeque<Exchange> pending = new ArrayDeque<>();
    private Transaction transaction = Transaction.NONE;
    private @Nullable Throwable end;
    private boolean flushing;
    private int unasked;
    private long skipped;
    private boolean settingsChanged;
    private long statements;

    WireConnection(Channel channel, int processId, int secretKey) {
        this.channel = channel;
        this.processId = processId;
        this.secretKey = secretKey;
    }

    int processId() {
        return processId;
    }

    int secretKey() {
        return secretKey;
    }

    /// The server's process number of this session.
    public int backendProcess() {
        return processId;
    }

    /// As of the last `ReadyForQuery`.
    public Transaction transaction() {
        return transaction;
    }

    /// Whether it is open and nothing is on its way.
    public boolean isQuiet() {
        return isOpen() && pending.isEmpty();
    }

    public boolean isOpen() {
        return end == null && channel.isActive();
    }

    /// Whether the server reported that a setting of the session changed since the login.
    public boolean settingsChanged() {
        return settingsChanged;
    }

    /// Completes on the event loop when the connection has ended, for whatever reason.
    public Future<Void> whenClosed() {
        Promise<Void> ended = Promise.promise();
        channel.closeFuture().addListener(done -> ended.tryComplete());
        return ended.future();
    }

    /// Requests that have not been answered.
    public int inFlight() {
        return pending.size();
    }

    /// Runs one of this client's own statements.
    public Future<Completion> control(ControlStatement statement) {
        Promise<Completion> result = Promise.promise();
        int columns = statement == ControlStatement.PROBE ? 1 : 0;
        submit(new Exchange.Run(columns, 64, RowSink.NONE, result), out -> {
            Frontend.parse(out, "", statement.sql());
            Frontend.bind(out, "", List.of());
            Frontend.execute(out, 0);
        });
        return result.future();
    }

    /// Prepares a tenant's statement under a name of its own on this connection.
    public Future<StatementShape> prepare(String sql) {
        Promise<StatementShape> result = Promise.promise();
        String name = "s" + ++statements;
        submit(new Exchange.Prepare(name, result), out -> {
            Frontend.parse(out, name, sql);
            Frontend.describeStatement(out, name);
        });
        return result.future();
    }

    /// Runs a prepared statement.
    ///
    /// @param parameters text forms, as many as the statement has
    /// @param maxRows rows to take before the rest is left, 0 for all
    /// @param longestRow bytes that one row may have
    public Future<Completion> run(
            StatementShape statement, List<byte @Nullable []> parameters, int maxRows, int longestRow, RowSink sink) {
        Promise<Completion> result = Promise.promise();
        submit(new Exchange.Run(statement.columns().size(), longestRow, sink, result), out -> {
            Frontend.bind(out, statement.name(), parameters);
            Frontend.execute(out, maxRows);
        });
        return result.future();
    }

    /// Forgets a prepared statement; nobody waits for it.
    public void forget(StatementShape statement) {
        Promise<Completion> nobody = Promise.promise();
        submit(new Exchange.Run(0, 0, RowSink.NONE, nobody), out -> Frontend.closeStatement(out, statement.name()));
    }

    /// Ends the session; what is pending fails with the cause.
    public void close(Throwable cause) {
        if (end != null) {
            return;
        }
        end = cause;
        if (channel.isWritable()) {
            ByteBuf out = channel.alloc().buffer(8);
            Frontend.terminate(out);
            channel.writeAndFlush(out).addListener(written -> channel.close());
            // A server that does not read would otherwise keep the connection.
            channel.eventLoop().schedule(() -> channel.close(), 1, TimeUnit.SECONDS);
        } else {
            channel.close();
        }
        failPending(cause);
    }

    private void submit(Exchange exchange, Consumer<ByteBuf> messages) {
        if (!isOpen()) {
            exchange.lost(end == null ? new ConnectionLost("closed by the server") : end);
            return;
        }
        ByteBuf out = channel.alloc().buffer(512);
        try {
            messages.accept(out);
            Frontend.sync(out);
        } catch (RuntimeException e) {
            out.release();
            exchange.lost(e);
            return;
        }
        pending.add(exchange);
        channel.write(out);
        flushSoon();
    }

    /// What is submitted in one turn of the event loop leaves in one packet.
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            channel.eventLoop().execute(() -> {
                flushing = false;
                channel.flush();
            });
        }
    }

    @Override
    public int longest(byte type) {
        Exchange current = pending.peek();
        return type == 'D' && current != null ? Math.max(current.longestRow(), 64) : LONGEST_MESSAGE;
    }

    /// Rows, errors and notices can be as long as a statement makes them: who shares the connection is not to suffer.
    @Override
    public void tooLong(byte type, int bytes) {
        Exchange current = pending.peek();
        if (end != null || current == null || "DEN".indexOf(type) < 0) {
            throw new ProtocolViolation("message length out of bounds");
        }
        if (type == 'D') {
            current.rowTooLong();
        }
        skipped += bytes;
        if (skipped > MOST_SKIPPED) {
            throw new ProtocolViolation("more bytes than are skipped");
        }
    }

    @Override
    public void beginning(byte type, ByteBuf start) {
        if (type != 'D') {
            frame(type, Backend.ended(start));
        }
    }

    @Override
    public void frame(byte type, ByteBuf body) {
        if (end != null) {
            return;
        }
        switch (type) {
            case 'Z' -> ready(body);
            case 'N', 'A' -> countUnasked();
            case 'S' -> parameterChanged(body);
            default -> answer(type, body);
        }
    }

    private void answer(byte type, ByteBuf body) {
        Exchange current = pending.peek();
        if (current == null) {
            throw new ProtocolViolation("message that nobody asked for");
        }
        current.frame(type, body);
    }

    private void ready(ByteBuf body) {
        if (pending.isEmpty() || !body.isReadable()) {
            throw new ProtocolViolation("ready without a request");
        }
        unasked = 0;
        skipped = 0;
        // Before the request leaves the queue: what throws here must still settle it.
        transaction = Transaction.of(body.readByte());
        Exchange done = pending.remove();
        try {
            done.ready();
        } catch (ProtocolViolation e) {
            done.lost(e);
            throw e;
        }
    }

    private void parameterChanged(ByteBuf body) {
        countUnasked();
        settingsChanged = true;
        String name = Backend.text(body, 256);
        if (name.equals("client_encoding") && !Backend.text(body, 256).equals("UTF8")) {
            throw new ProtocolViolation("client encoding was changed");
        }
    }

    private void countUnasked() {
        if (++unasked > MOST_UNASKED) {
            throw new ProtocolViolation("too many unasked messages");
        }
    }

    @Override
    public void broken(Throwable cause) {
        Throwable ended = end;
        if (ended == null) {
            boolean ours = cause instanceof ProtocolViolation
                    || cause instanceof RowSink.Refused
                    || cause instanceof ConnectionLost;
            ended = ours
                    ? cause
                    : new ConnectionLost("broken: " + cause.getClass().getSimpleName());
            end = ended;
        }
        failPending(ended);
    }

    @Override
    public void closed() {
        broken(new ConnectionLost("closed by the server"));
    }

    private void failPending(Throwable cause) {
        for (Exchange next = pending.poll(); next != null; next = pending.poll()) {
            next.lost(cause);
        }
    }
}
