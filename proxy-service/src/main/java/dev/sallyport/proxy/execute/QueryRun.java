package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.value.JsonBytes;
import dev.sallyport.proxy.wire.Completion;
import dev.sallyport.proxy.wire.ControlStatement;
import dev.sallyport.proxy.wire.StatementShape;
import dev.sallyport.proxy.wire.WireConnection;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.util.Set;

/// `query` on the exclusive lane: BEGIN READ ONLY, probe, the statement, and never a COMMIT.
final class QueryRun {

    static final Set<String> PERMITTED_TAGS = Set.of("SELECT", "SHOW", "EXPLAIN", "");

    private final Lease lease;
    private final SqlStatement statement;
    private final ExecutionLimits limits;
    private final JsonBytes out;

    QueryRun(Lease lease, SqlStatement statement, ExecutionLimits limits) {
        this.lease = lease;
        this.statement = statement;
        this.limits = limits;
        this.out = new JsonBytes(limits.maxBytes());
    }

    /// The caller gives the lease back, which undoes the transaction whatever happened in it.
    Future<OperationResult> run() {
        if (!LeadingKeyword.READS.contains(LeadingKeyword.of(statement.sql()))) {
            return Future.failedFuture(notReadOnly());
        }
        return begin().compose(shape -> PreparedCall.withTypes(lease, shape)).compose(this::execute);
    }

    /// Three requests in one packet; nothing of the tenant has run when they are answered.
    private Future<StatementShape> begin() {
        WireConnection connection = lease.connection();
        Future<Completion> begun = connection.control(ControlStatement.BEGIN_READ_ONLY);
        Future<Completion> probed = connection.control(ControlStatement.PROBE);
        Future<StatementShape> prepared = connection.prepare(statement.sql());
        return Future.all(begun, probed, prepared).map(ready -> {
            if (connection.transaction() != WireConnection.Transaction.OPEN) {
                throw new IllegalStateException("no transaction is open");
            }
            return prepared.result();
        });
    }

    private Future<OperationResult> execute(StatementShape shape) {
        if (!shape.returnsRows()) {
            return Future.failedFuture(notReadOnly());
        }
        ResultText result = ResultText.begin(out, shape, lease.types(), limits);
        return PreparedCall.run(lease, shape, statement, limits, result.rows())
                .map(completion -> {
                    if (!PERMITTED_TAGS.contains(completion.verb())) {
                        throw notReadOnly();
                    }
                    result.endRead();
                    return new OperationResult(out.take(), result.rows().rows());
                })
                .onFailure(failure -> out.wipe());
    }

    static ProblemException notReadOnly() {
        return Failures.kindNotPermitted(
                ProblemCode.STATEMENT_NOT_READ_ONLY, "A query is one statement that reads and returns rows.");
    }
}
