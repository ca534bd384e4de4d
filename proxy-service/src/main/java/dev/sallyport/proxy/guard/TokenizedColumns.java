package dev.sallyport.proxy.guard;

import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.proxy.grant.Grant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which columns of an integration hold tokens: `column` in whatever table, `table.column` or
/// `schema.table.column`.
///
/// @param dataTypes kind of data by such a name
public record TokenizedColumns(Map<String, String> dataTypes) {

    /// Where nothing is said of the kind of data.
    public static final String PLAIN = "text";

    public TokenizedColumns {
        dataTypes = Map.copyOf(dataTypes);
    }

    /// `{name: {data_type}}` or `{name: data_type}`, or that under the member `columns`.
    public static TokenizedColumns of(Grant.Integration grant) {
        return grant.tokenization().map(TokenizedColumns::read).orElseGet(() -> new TokenizedColumns(Map.of()));
    }

    private static TokenizedColumns read(JsonObject settings) {
        JsonObject byColumn = settings.find("columns") instanceof JsonObject nested ? nested : settings;
        Map<String, String> types = new LinkedHashMap<>();
        byColumn.members().forEach((column, value) -> {
            if (value instanceof JsonString(String dataType)) {
                types.put(column, dataType);
            } else if (value instanceof JsonObject object) {
                types.put(column, object.find("data_type") instanceof JsonString(String dataType) ? dataType : PLAIN);
            }
        });
        return new TokenizedColumns(types);
    }

    /// As the policy knows them.
    public Set<String> names() {
        return dataTypes.keySet();
    }

    /// The kind of data of a column, if the integration says it.
    ///
    /// @param table `table` or `schema.table`
    public Optional<String> dataType(String table, String column, String defaultSchema) {
        String name = table.substring(table.indexOf('.') + 1);
        String schema = table.indexOf('.') < 0 ? defaultSchema : table.substring(0, table.indexOf('.'));
        return Optional.ofNullable(dataTypes.get(schema + "." + name + "." + column))
                .or(() -> schema.equals(defaultSchema)
                        ? Optional.ofNullable(dataTypes.get(name + "." + column))
                        : Optional.empty())
                .or(() -> Optional.ofNullable(dataTypes.get(column)));
    }
}
