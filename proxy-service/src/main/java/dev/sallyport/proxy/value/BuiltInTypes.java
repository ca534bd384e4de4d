package dev.sallyport.proxy.value;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;

/// The types that need no look at the catalogue. OIDs of `pg_type.dat`; they never change.
final class BuiltInTypes {

    private record Known(int oid, int arrayOid, String name) {}

    private static final Map<String, Form> FORMS = Map.ofEntries(
            entry("bool", Form.BOOLEAN),
            entry("bytea", Form.BYTES),
            entry("int2", Form.NUMBER),
            entry("int4", Form.NUMBER),
            entry("float8", Form.NUMBER),
            entry("int8", Form.EXACT_NUMBER),
            entry("float4", Form.EXACT_NUMBER),
            entry("numeric", Form.EXACT_NUMBER),
            entry("oid", Form.EXACT_NUMBER),
            entry("json", Form.JSON),
            entry("jsonb", Form.JSONB),
            entry("timestamp", Form.TIMESTAMP),
            entry("timestamptz", Form.INSTANT));

    private static final Known[] KNOWN = {
        new Known(16, 1000, "bool"),
        new Known(17, 1001, "bytea"),
        new Known(18, 1002, "char"),
        new Known(19, 1003, "name"),
        new Known(20, 1016, "int8"),
        new Known(21, 1005, "int2"),
        new Known(23, 1007, "int4"),
        new Known(25, 1009, "text"),
        new Known(26, 1028, "oid"),
        new Known(114, 199, "json"),
        new Known(142, 143, "xml"),
        new Known(600, 1017, "point"),
        new Known(650, 651, "cidr"),
        new Known(700, 1021, "float4"),
        new Known(701, 1022, "float8"),
        new Known(774, 775, "macaddr8"),
        new Known(790, 791, "money"),
        new Known(829, 1040, "macaddr"),
        new Known(869, 1041, "inet"),
        new Known(1042, 1014, "bpchar"),
        new Known(1043, 1015, "varchar"),
        new Known(1082, 1182, "date"),
        new Known(1083, 1183, "time"),
        new Known(1114, 1115, "timestamp"),
        new Known(1184, 1185, "timestamptz"),
        new Known(1186, 1187, "interval"),
        new Known(1266, 1270, "timetz"),
        new Known(1560, 1561, "bit"),
        new Known(1562, 1563, "varbit"),
        new Known(1700, 1231, "numeric"),
        new Known(2278, -1, "void"),
        new Known(2950, 2951, "uuid"),
        new Known(3220, 3221, "pg_lsn"),
        new Known(3614, 3643, "tsvector"),
        new Known(3615, 3645, "tsquery"),
        new Known(3802, 3807, "jsonb"),
    };

    private BuiltInTypes() {}

    /// A copy that the caller may add to.
    static Map<Integer, PgType> byOid() {
        Map<Integer, PgType> types = new HashMap<>();
        for (Known known : KNOWN) {
            PgType.Scalar scalar = scalar(known.name());
            types.put(known.oid(), scalar);
            if (known.arrayOid() > 0) {
                types.put(known.arrayOid(), new PgType.Array(scalar, ','));
            }
        }
        return types;
    }

    static PgType.Scalar scalar(String name) {
        return new PgType.Scalar(name, FORMS.getOrDefault(name, Form.TEXT));
    }
}
