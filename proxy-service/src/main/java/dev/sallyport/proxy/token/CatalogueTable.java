package dev.sallyport.proxy.token;

import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.wire.ProtocolViolation;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table as the customer's catalogue knows it. Only names that were found there are written into a statement, and
/// always quoted.
///
/// @param transactionId of the transaction that looked
record CatalogueTable(String schema, String name, Set<String> columns, String transactionId) {

    private static final int LONGEST_ROW = 1024;
    private static final int MOST_COLUMNS = 1700;

    private static final String LOOK = """
            SELECT n.nspname, c.relname, a.attname, pg_catalog.pg_current_xact_id()::pg_catalog.text
            FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p') AND c.relname::pg_catalog.text = $2::pg_catalog.text
              AND CASE WHEN $1::pg_catalog.text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
                       ELSE n.nspname::pg_catalog.text = $1::pg_catalog.text END""";

    /// Finds the table `name` or `schema.name`, exactly as spelt, in the lease's open transaction.
    static Future<CatalogueTable> find(Lease lease, String written) {
        int dot = written.indexOf('.');
        byte @Nullable [] schema = dot < 0 ? null : written.substring(0, dot).getBytes(StandardCharsets.UTF_8);
        byte[] table = written.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        List<byte @Nullable []> parameters = new ArrayList<>();
        parameters.add(schema);
        parameters.add(table);
        List<String[]> found = new ArrayList<>();
        return lease.connection()
                .prepare(LOOK)
                .compose(look -> lease.connection()
                        .run(look, parameters, MOST_COLUMNS, LONGEST_ROW, (row, columns) -> found.add(read(row))))
                .map(done -> of(found));
    }

    private static CatalogueTable of(List<String[]> found) {
        if (found.isEmpty()) {
            throw refused("42P01", "There is no such table for the database role.");
        }
        String[] first = found.getFirst();
        Set<String> columns = new HashSet<>();
        for (String[] row : found) {
            if (!row[0].equals(first[0])) {
                throw refused("42P09", "More than one schema has a table of this name; write schema.table.");
            }
            columns.add(row[2]);
        }
        return new CatalogueTable(first[0], first[1], Set.copyOf(columns), first[3]);
    }

    /// `INSERT INTO "schema"."table" ("a", "b") VALUES ($1, $2)`.
    String insert(Collection<String> names) {
        StringBuilder columnList = new StringBuilder();
        StringBuilder values = new StringBuilder();
        int number = 0;
        for (String column : names) {
            if (!columns.contains(column)) {
                throw refused("42703", "The table has no column that a record names.");
            }
            columnList.append(number == 0 ? "" : ", ").append(quoted(column));
            values.append(number == 0 ? "$" : ", $").append(++number);
        }
        return "INSERT INTO " + quoted(schema) + "." + quoted(name) + " (" + columnList + ") VALUES (" + values + ")";
    }

    private static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    private static ProblemException refused(String sqlState, String text) {
        return new ProblemException(ProblemCode.STATEMENT_FAILED, text, "sqlstate " + sqlState)
                .with("sqlstate", sqlState);
    }

    private static String[] read(ByteBuf row) {
        String[] values = new String[4];
        for (int i = 0; i < values.length; i++) {
            int length = row.readableBytes() < 4 ? -1 : row.readInt();
            if (length < 0 || length > row.readableBytes()) {
                throw new ProtocolViolation("catalogue row");
            }
            values[i] = row.readCharSequence(length, StandardCharsets.UTF_8).toString();
        }
        return values;
    }
}
