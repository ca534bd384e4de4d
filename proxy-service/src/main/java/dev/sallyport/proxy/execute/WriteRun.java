package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.value.JsonBytes;
import dev.sallyport.proxy.wire.Completion;
import dev.sallyport.proxy.wire.ControlStatement;
import dev.sallyport.proxy.wire.StatementRefused;
import dev.sallyport.proxy.wire.StatementShape;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.util.OptionalLong;
import java.util.Set;

/// `execute` and `transaction`: BEGIN, the statements in order, their command tags, COMMIT.
///
/// Whatever fails before the COMMIT leaves the transaction open, and giving the lease back undoes it.
final class WriteRun {

    private static final Set<String> WRITES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");
    private static final Set<String> IN_TRANSACTION = Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "SELECT");

    private final Lease lease;
    private final ExecutionLimits limits;
    private final TokenizedParameters.Tokens tokens;
    private final JsonBytes out;
    private long rows;

    WriteRun(Lease lease, ExecutionLimits limits, TokenizedParameters.Tokens tokens) {
        this.lease = lease;
        this.limits = limits;
        this.tokens = tokens;
        this.out = new JsonBytes(limits.maxBytes());
    }

    Future<OperationResult> execute(SqlStatement statement) {
        if (!LeadingKeyword.WRITES.contains(LeadingKeyword.of(statement.sql()))) {
            return Future.failedFuture(notAWrite());
        }
        Future<Completion> begun = lease.connection().control(ControlStatement.BEGIN);
        Future<StatementShape> prepared = lease.connection().prepare(statement.sql());
        return Future.all(begun, prepared)
                .compose(ready -> run(prepared.result(), statement, WRITES, OptionalLong.empty()))
                .compose(done -> commit())
                .map(committed -> new OperationResult(out.take(), rows))
                .onFailure(failure -> out.wipe());
    }

    Future<OperationResult> transaction(Operation.Transaction transaction) {
        for (int i = 0; i < transaction.steps().size(); i++) {
            String keyword =
                    LeadingKeyword.of(transaction.steps().get(i).statement().sql());
            if (!LeadingKeyword.IN_TRANSACTION.contains(keyword)) {
                return Future.failedFuture(notInTransaction().with("failed_statement", i));
            }
        }
        out.raw("{\"results\":[");
        Future<Completion> last = lease.connection().control(begin(transaction.isolation()));
        for (int i = 0; i < transaction.steps().size(); i++) {
            int index = i;
            last = last.compose(done -> step(transaction.steps().get(index), index));
        }
        return last.compose(done -> commit())
                .map(committed -> new OperationResult(out.raw("]}").take(), rows))
                .onFailure(failure -> out.wipe());
    }

    private Future<Completion> step(Operation.Transaction.Step step, int index) {
        if (index > 0) {
            out.raw(',');
        }
        return lease.connection()
                .prepare(step.statement().sql())
                .compose(shape -> run(shape, step.statement(), IN_TRANSACTION, step.expectRows()))
                .recover(failure -> Future.failedFuture(
                        Failures.whileRunning(failure, lease) instanceof ProblemException problem
                                ? problem.with("failed_statement", index)
                                : failure));
    }

    private Future<Completion> run(
            StatementShape prepared, SqlStatement statement, Set<String> permitted, OptionalLong expectRows) {
        return PreparedCall.withTypes(lease, prepared).compose(shape -> {
            ResultText result = ResultText.begin(out, shape, lease.types(), limits);
            return PreparedCall.run(lease, shape, statement, limits, result.rows())
                    .map(completion -> checked(completion, permitted, expectRows))
                    .onSuccess(completion -> end(result, completion));
        });
    }

    private void end(ResultText result, Completion completion) {
        rows += completion.rows();
        if (completion.verb().equals("SELECT")) {
            result.endRead();
        } else {
            result.endWrite(completion);
        }
    }

    private static Completion checked(Completion completion, Set<String> permitted, OptionalLong expectRows) {
        if (completion.suspended()) {
            throw Failures.problem(
                    ProblemCode.LIMIT_EXCEEDED,
                    "The statement returns more rows than its limit.",
                    "too many rows returned");
        }
        if (!permitted.contains(completion.verb())) {
            throw notAWrite();
        }
        if (expectRows.isPresent() && expectRows.getAsLong() != completion.rows()) {
            throw Failures.problem(
                            ProblemCode.STATEMENT_FAILED,
                            "The statement met another number of rows than expect_rows says.",
                            "expect_rows not met")
                    .with("rows", completion.rows())
                    .with("expect_rows", expectRows.getAsLong());
        }
        return completion;
    }

    /// Tokens are durable before the row that carries them. A failed transaction answers COMMIT with
    /// the tag ROLLBACK; a connection that ends here leaves the outcome
    /// unknown.
    private Future<Completion> commit() {
        return tokens.keep().compose(kept -> commitNow());
    }

    private Future<Completion> commitNow() {
        return lease.connection()
                .control(ControlStatement.COMMIT)
                .map(completion -> {
                    if (!completion.verb().equals("COMMIT")) {
                        throw Failures.statementFailed("40000", "The database undid the transaction.");
                    }
                    return completion;
                })
                .recover(failure -> Future.failedFuture(isAnswered(failure) ? failure : outcomeUnknown()));
    }

    /// Whether the server has said how the COMMIT ended.
    private static boolean isAnswered(Throwable failure) {
        return failure instanceof StatementRefused || failure instanceof ProblemException;
    }

    private static ControlStatement begin(Operation.Isolation isolation) {
        return switch (isolation) {
            case READ_COMMITTED -> ControlStatement.BEGIN;
            case REPEATABLE_READ -> ControlStatement.BEGIN_REPEATABLE_READ;
            case SERIALIZABLE -> ControlStatement.BEGIN_SERIALIZABLE;
        };
    }

    private static ProblemException outcomeUnknown() {
        return Failures.statementFailed(
                "08007", "The connection was lost during COMMIT; whether it happened is unknown.");
    }

    private static ProblemException notAWrite() {
        return Failures.kindNotPermitted(
                ProblemCode.STATEMENT_BLOCKED, "Execute takes one INSERT, UPDATE, DELETE or MERGE statement.");
    }

    private static ProblemException notInTransaction() {
        return Failures.kindNotPermitted(
                ProblemCode.STATEMENT_BLOCKED,
                "A transaction takes INSERT, UPDATE, DELETE, MERGE and SELECT statements.");
    }
}
