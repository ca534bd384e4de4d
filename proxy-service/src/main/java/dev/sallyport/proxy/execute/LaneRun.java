package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.LaneLeft;
import dev.sallyport.proxy.target.LaneTrack;
import dev.sallyport.proxy.value.JsonBytes;
import dev.sallyport.proxy.value.ParameterText;
import dev.sallyport.proxy.wire.Completion;
import dev.sallyport.proxy.wire.RowSink;
import dev.sallyport.proxy.wire.StatementShape;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A plain read on the pipelined lane: the statement alone, prepared now or before. Whatever goes wrong in this call
/// stays in it: rows that it does not take are dropped, and the connection goes on for its neighbours.
final class LaneRun {

    private final LaneTrack track;
    private final SqlStatement statement;
    private final ExecutionLimits limits;
    private final JsonBytes out;
    private final Promise<OperationResult> result = Promise.promise();
    private boolean began;

    LaneRun(LaneTrack track, SqlStatement statement, ExecutionLimits limits) {
        this.track = track;
        this.statement = statement;
        this.limits = limits;
        this.out = new JsonBytes(limits.maxBytes());
    }

    /// Fails with a problem, or with [LaneLeft] or `PoolClosed` where the read may run again elsewhere.
    Future<OperationResult> run() {
        var timer = track.after(limits.statementTimeout(), () -> result.tryFail(Failures.timeout()));
        var patience = track.after(track.patience(), () -> {
            if (!began) {
                result.tryFail(new LaneLeft(false));
            }
        });
        Future.succeededFuture()
                .compose(start -> track.prepare(statement.sql()))
                .compose(shape -> PreparedCall.withTypes(track, shape))
                .compose(this::execute)
                .recover(failure -> Future.failedFuture(Failures.whileReading(failure)))
                .onComplete(done -> {
                    timer.cancel(false);
                    patience.cancel(false);
                    out.wipe();
                    if (done.cause() instanceof LaneLeft left) {
                        track.left(statement.sql(), left);
                    }
                    if (done.succeeded()) {
                        if (!result.tryComplete(done.result())) {
                            Arrays.fill(done.result().json(), (byte) 0);
                        }
                    } else {
                        result.tryFail(done.cause());
                    }
                });
        return result.future();
    }

    private Future<OperationResult> execute(StatementShape shape) {
        if (result.future().isComplete()) {
            return Future.failedFuture(Failures.timeout());
        }
        if (!shape.returnsRows() || !track.isUsable()) {
            return Future.failedFuture(new LaneLeft(false));
        }
        var parameters = ParameterText.of(track.types().parameterTypes(shape), statement.params());
        ResultText text = ResultText.begin(out, shape, track.types(), limits);
        Taken taken = new Taken(text.rows());
        return track.run(shape, parameters, limits.maxRows() + 1, limits.longestRow(), taken)
                .recover(failure -> Future.failedFuture(taken.refusal == null ? failure : taken.refusal))
                .map(completion -> result(completion, text, taken));
    }

    private OperationResult result(Completion completion, ResultText text, Taken taken) {
        if (!track.isUsable()) {
            // A setting may have changed under it.
            throw new LaneLeft(false);
        }
        if (taken.refusal != null) {
            throw taken.refusal;
        }
        if (!QueryRun.PERMITTED_TAGS.contains(completion.verb())) {
            throw QueryRun.notReadOnly();
        }
        text.endRead();
        return new OperationResult(out.take(), text.rows().rows());
    }

    /// Takes rows until one does not fit or nobody waits for them any more.
    private final class Taken implements RowSink {

        private final RowSink rows;
        private @Nullable RuntimeException refusal;

        Taken(RowSink rows) {
            this.rows = rows;
        }

        @Override
        public void row(ByteBuf row, int columns) {
            if (begins()) {
                try {
                    rows.row(row, columns);
                } catch (RowSink.Refused e) {
                    refuse(e);
                }
            }
        }

        @Override
        public void tooLong() {
            if (begins()) {
                try {
                    rows.tooLong();
                } catch (RowSink.Refused e) {
                    refuse(e);
                }
            }
        }

        private boolean begins() {
            boolean taken = refusal == null && !result.future().isComplete();
            began |= taken;
            return taken;
        }

        private void refuse(RowSink.Refused why) {
            refusal = why;
            out.wipe();
        }
    }
}
