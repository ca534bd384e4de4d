package dev.sallyport.proxy.value;

import dev.sallyport.proxy.wire.ProtocolViolation;
import dev.sallyport.proxy.wire.RowSink;
import dev.sallyport.proxy.wire.StatementShape;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The types of one database: the built-in ones, and enums, domains, ranges, composites and their arrays as they
/// are met.
///
/// Not thread safe; belongs to one pool's event loop.
public final class TypeCatalogue {

    /// Answers [#learner] for the types whose OIDs are given as the array `$1`, their elements and base types.
    public static final String LOOKUP = """
            WITH RECURSIVE wanted AS (
              SELECT pg_catalog.unnest($1::pg_catalog.oid[]) AS oid
              UNION
              SELECT part.oid FROM wanted JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) wanted.oid
                CROSS JOIN LATERAL (VALUES (t.typelem), (t.typbasetype)) part (oid)
                WHERE part.oid OPERATOR(pg_catalog.<>) 0::pg_catalog.oid)
            SELECT t.oid, t.typname, t.typtype, t.typcategory, t.typelem, t.typbasetype, t.typdelim
              FROM wanted JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) wanted.oid""";

    private static final int MOST_TYPES = 4096;
    private static final int INT2VECTOR = 22;
    private static final int OIDVECTOR = 30;
    private static final Map<Integer, PgType> BUILT_IN = Map.copyOf(BuiltInTypes.byOid());

    private record Entry(String name, char kind, char category, int element, int base, char delimiter) {}

    private final Map<Integer, PgType> learnt = new HashMap<>();

    /// The OIDs of a statement that this catalogue cannot name yet, as an array literal; empty where it knows all.
    public String missing(StatementShape statement) {
        Set<Integer> unknown = new HashSet<>();
        statement.parameterTypes().forEach(oid -> addUnknown(unknown, oid));
        statement.columns().forEach(column -> addUnknown(unknown, column.typeOid()));
        if (unknown.isEmpty()) {
            return "";
        }
        StringBuilder literal = new StringBuilder("{");
        for (int oid : unknown) {
            literal.append(literal.length() > 1 ? "," : "").append(Integer.toUnsignedString(oid));
        }
        return literal.append('}').toString();
    }

    /// The type with this OID; one that the database does not name is text.
    public PgType type(int oid) {
        PgType type = BUILT_IN.get(oid);
        if (type == null) {
            type = learnt.get(oid);
        }
        return type == null ? new PgType.Scalar("oid " + Integer.toUnsignedString(oid), Form.TEXT) : type;
    }

    public List<PgType> columnTypes(StatementShape statement) {
        return statement.columns().stream().map(c -> type(c.typeOid())).toList();
    }

    public List<PgType> parameterTypes(StatementShape statement) {
        return statement.parameterTypes().stream().map(this::type).toList();
    }

    /// Reads the rows of [#LOOKUP]; call [Learner#done] behind the last.
    public Learner learner() {
        return new Learner();
    }

    private void addUnknown(Set<Integer> unknown, int oid) {
        if (!BUILT_IN.containsKey(oid) && !learnt.containsKey(oid)) {
            unknown.add(oid);
        }
    }

    /// A [RowSink] for the catalogue's rows.
    public final class Learner implements RowSink {

        private final Map<Integer, Entry> entries = new HashMap<>();

        private Learner() {}

        @Override
        public void row(ByteBuf row, int columns) {
            if (columns != 7 || entries.size() >= MOST_TYPES) {
                throw new ProtocolViolation("catalogue answer has another shape");
            }
            int oid = oid(row);
            entries.put(
                    oid,
                    new Entry(
                            text(row),
                            text(row).charAt(0),
                            text(row).charAt(0),
                            oid(row),
                            oid(row),
                            text(row).charAt(0)));
        }

        public void done() {
            if (learnt.size() + entries.size() > MOST_TYPES) {
                learnt.clear();
            }
            entries.keySet().forEach(oid -> learnt.put(oid, resolve(oid, 0)));
        }

        private PgType resolve(int oid, int depth) {
            Entry entry = entries.get(oid);
            if (BUILT_IN.containsKey(oid) || entry == null || depth > 32) {
                return type(oid);
            }
            if (entry.kind() == 'd') {
                return named(entry.name(), resolve(entry.base(), depth + 1));
            }
            boolean array = entry.category() == 'A' && entry.element() != 0 && oid != INT2VECTOR && oid != OIDVECTOR;
            if (array && resolve(entry.element(), depth + 1) instanceof PgType.Scalar element) {
                return new PgType.Array(element, entry.delimiter());
            }
            return new PgType.Scalar(entry.name(), Form.TEXT);
        }

        private static PgType named(String name, PgType base) {
            return switch (base) {
                case PgType.Scalar scalar -> new PgType.Scalar(name, scalar.form());
                case PgType.Array array -> array;
            };
        }

        private static int oid(ByteBuf row) {
            try {
                return Integer.parseUnsignedInt(text(row));
            } catch (NumberFormatException e) {
                throw new ProtocolViolation("catalogue value is no OID");
            }
        }

        private static String text(ByteBuf row) {
            if (row.readableBytes() < 4) {
                throw new ProtocolViolation("row too short");
            }
            int length = row.readInt();
            if (length < 1 || length > 256 || length > row.readableBytes()) {
                throw new ProtocolViolation("catalogue value length");
            }
            return row.readCharSequence(length, StandardCharsets.UTF_8).toString();
        }
    }
}
