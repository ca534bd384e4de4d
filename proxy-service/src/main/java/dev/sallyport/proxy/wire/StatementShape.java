package dev.sallyport.proxy.wire;

import java.util.List;

/// A statement that the server has parsed and described.
///
/// @param name its name on the connection that prepared it
/// @param parameterTypes OIDs in the order of `$1`, `$2`, …; never changed
/// @param returnsRows whether it has a result at all; one without columns is still a result
public record StatementShape(String name, List<Integer> parameterTypes, List<Column> columns, boolean returnsRows) {

    /// One column of the result.
    ///
    /// @param typeOid the type's OID; of a domain the server sends the base type
    public record Column(String name, int typeOid) {}

    public StatementShape {
        parameterTypes = List.copyOf(parameterTypes);
        columns = List.copyOf(columns);
    }
}
