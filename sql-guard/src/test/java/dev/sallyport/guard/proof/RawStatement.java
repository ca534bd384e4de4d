package dev.sallyport.guard.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Oid;
import org.postgresql.core.ParameterList;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;

/// Sends a text to the server exactly as it is, with no parser of the driver's in between.
final class RawStatement {

    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d{1,2})");
    private static final int FLAGS = QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_SUPPRESS_BEGIN;

    /// What the server said.
    ///
    /// @param sqlState of its refusal, or empty
    /// @param message of its refusal, or empty
    record Answer(String sqlState, String message, int rows) {}

    private RawStatement() {}

    /// Parse, Bind, Describe, Execute, Sync: as the proxy speaks. Every `$n` gets the text `1`.
    static Answer extended(Connection connection, String sql) {
        return send(connection, sql, FLAGS, "1");
    }

    /// The same with every `$n` NULL, which fits every type.
    static Answer extendedWithNulls(Connection connection, String sql) {
        return send(connection, sql, FLAGS, null);
    }

    /// One Query message: the server runs every statement in it.
    static Answer simple(Connection connection, String sql) {
        return send(connection, sql, FLAGS | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE, null);
    }

    private static Answer send(Connection connection, String sql, int flags, @Nullable String value) {
        var counter = new RowCounter();
        try {
            QueryExecutor executor = connection.unwrap(PgConnection.class).getQueryExecutor();
            boolean bound = (flags & QueryExecutor.QUERY_EXECUTE_AS_SIMPLE) == 0;
            int[] positions = new int[bound ? parameters(sql) : 0];
            Query query = executor.wrap(List.of(new NativeQuery(sql, positions, false, SqlCommand.BLANK)));
            ParameterList values = query.createParameterList();
            for (int i = 1; i <= positions.length; i++) {
                if (value == null) {
                    values.setNull(i, Oid.UNSPECIFIED);
                } else {
                    values.setStringParameter(i, value, Oid.UNSPECIFIED);
                }
            }
            executor.execute(query, values, counter, 0, 0, flags);
            return new Answer("", "", counter.rows);
        } catch (SQLException e) {
            String state = e.getSQLState();
            return new Answer(state == null ? "?????" : state, String.valueOf(e.getMessage()), counter.rows);
        }
    }

    private static int parameters(String sql) {
        Matcher matcher = PARAMETER.matcher(sql);
        int most = 0;
        while (matcher.find()) {
            most = Math.max(most, Integer.parseInt(matcher.group(1)));
        }
        return most;
    }

    private static final class RowCounter extends ResultHandlerBase {

        private int rows;

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            rows += tuples.size();
        }
    }
}
