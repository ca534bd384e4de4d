package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.LaneTrack;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.value.ParameterText;
import dev.sallyport.proxy.value.ResultWriter;
import dev.sallyport.proxy.value.TypeCatalogue;
import dev.sallyport.proxy.wire.Completion;
import dev.sallyport.proxy.wire.StatementShape;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The steps that every tenant's statement takes on a connection: prepare, know its types, bind, run.
final class PreparedCall {

    private static final int LONGEST_TYPE = 4096;

    private PreparedCall() {}

    /// Looks up the types that this database has and this pool has not met.
    static Future<StatementShape> withTypes(Lease lease, StatementShape statement) {
        String missing = lease.types().missing(statement);
        if (missing.isEmpty()) {
            return Future.succeededFuture(statement);
        }
        TypeCatalogue.Learner learner = lease.types().learner();
        return lease.connection()
                .prepare(TypeCatalogue.LOOKUP)
                .compose(lookup -> lease.connection().run(lookup, oids(missing), 0, LONGEST_TYPE, learner))
                .map(done -> learnt(learner, statement));
    }

    /// The same on the pipelined lane, where the question stays prepared.
    static Future<StatementShape> withTypes(LaneTrack track, StatementShape statement) {
        String missing = track.types().missing(statement);
        if (missing.isEmpty()) {
            return Future.succeededFuture(statement);
        }
        TypeCatalogue.Learner learner = track.types().learner();
        return track.prepare(TypeCatalogue.LOOKUP)
                .compose(lookup -> track.run(lookup, oids(missing), 0, LONGEST_TYPE, learner))
                .map(done -> learnt(learner, statement));
    }

    private static List<byte @Nullable []> oids(String missing) {
        return List.of(missing.getBytes(StandardCharsets.US_ASCII));
    }

    private static StatementShape learnt(TypeCatalogue.Learner learner, StatementShape statement) {
        learner.done();
        return statement;
    }

    static Future<Completion> run(
            Lease lease, StatementShape shape, SqlStatement statement, ExecutionLimits limits, ResultWriter rows) {
        var parameters = ParameterText.of(lease.types().parameterTypes(shape), statement.params());
        int maxRows = shape.returnsRows() ? limits.maxRows() + 1 : 0;
        return lease.connection().run(shape, parameters, maxRows, limits.longestRow(), rows);
    }
}
