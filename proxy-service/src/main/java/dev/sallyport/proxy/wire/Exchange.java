package dev.sallyport.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request on a connection and everything that comes back for it up to `ReadyForQuery`.
sealed interface Exchange {

    /// The most bytes of one row that this exchange accepts.
    int longestRow();

    void frame(byte type, ByteBuf body);

    /// A row is longer than [#longestRow] and will be skipped, unless this throws.
    default void rowTooLong() {
        throw new ProtocolViolation("message length out of bounds");
    }

    /// The server is ready again; settles the result.
    void ready();

    /// The connection ended; settles the result if [#ready] has not.
    void lost(Throwable cause);

    /// Keeps the first error that the server sent.
    final class Refusal {

        private @Nullable ServerError first;

        void add(ServerError error) {
            if (first == null) {
                first = error;
            }
        }

        @Nullable
        StatementRefused asException() {
            return first == null ? null : new StatementRefused(first);
        }
    }

    /// Parse and describe.
    final class Prepare implements Exchange {

        private final String name;
        private final Promise<StatementShape> result;
        private final Refusal refusal = new Refusal();
        private List<Integer> parameterTypes = List.of();
        private List<StatementShape.Column> columns = List.of();
        private boolean described;
        private boolean returnsRows;

        Prepare(String name, Promise<StatementShape> result) {
            this.name = name;
            this.result = result;
        }

        @Override
        public int longestRow() {
            return 0;
        }

        @Override
        public void frame(byte type, ByteBuf body) {
            switch (type) {
                case '1' -> {}
                case 't' -> parameterTypes = Backend.parameterTypes(body);
                case 'T' -> {
                    columns = Backend.columns(body);
                    described = true;
                    returnsRows = true;
                }
                case 'n' -> described = true;
                case 'E' -> refusal.add(Backend.error(body));
                default -> throw new ProtocolViolation("unexpected message while preparing");
            }
        }

        @Override
        public void ready() {
            StatementRefused refused = refusal.asException();
            if (refused != null) {
                result.tryFail(refused);
            } else if (described) {
                result.tryComplete(new StatementShape(name, parameterTypes, columns, returnsRows));
            } else {
                throw new ProtocolViolation("statement was not described");
            }
        }

        @Override
        public void lost(Throwable cause) {
            result.tryFail(cause);
        }
    }

    /// Bind and execute, or one of the control statements.
    final class Run implements Exchange {

        private final int columns;
        private final int longestRow;
        private final RowSink sink;
        private final Promise<Completion> result;
        private final Refusal refusal = new Refusal();
        private @Nullable Completion completion;

        Run(int columns, int longestRow, RowSink sink, Promise<Completion> result) {
            this.columns = columns;
            this.longestRow = longestRow;
            this.sink = sink;
            this.result = result;
        }

        @Override
        public int longestRow() {
            return longestRow;
        }

        @Override
        public void frame(byte type, ByteBuf body) {
            switch (type) {
                case 'D' -> row(body);
                case '1', '2' -> {}
                case 'C' -> completion = Completion.read(body);
                case 's' -> completion = Completion.SUSPENDED;
                case 'I', '3' -> completion = Completion.EMPTY;
                case 'E' -> refusal.add(Backend.error(body));
                default -> throw new ProtocolViolation("unexpected message while running");
            }
        }

        @Override
        public void rowTooLong() {
            if (completion != null) {
                throw new ProtocolViolation("row behind the end of its statement");
            }
            sink.tooLong();
        }

        private void row(ByteBuf body) {
            int count = Backend.columnCount(body);
            if (completion != null || count != columns) {
                throw new ProtocolViolation("row does not fit its description");
            }
            sink.row(body, count);
        }

        @Override
        public void ready() {
            StatementRefused refused = refusal.asException();
            if (refused != null) {
                result.tryFail(refused);
            } else if (completion != null) {
                result.tryComplete(completion);
            } else {
                throw new ProtocolViolation("ready without a completion");
            }
        }

        @Override
        public void lost(Throwable cause) {
            result.tryFail(cause);
        }
    }
}
