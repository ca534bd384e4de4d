package dev.sallyport.proxy.operation;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.proxy.operation.Operation.Isolation;
import dev.sallyport.proxy.operation.Operation.TokenizeAndInsert.TokenRequest;
import dev.sallyport.proxy.operation.Operation.Transaction.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the payload of each operation strictly: a member that the operation does not know is a mistake of the
/// caller.
public final class OperationReader {

    private static final int MOST_STATEMENTS = 64;
    private static final int MOST_PARAMETERS = 1000;
    private static final int MOST_RECORDS = 1000;
    private static final int LONGEST_NAME = 256;

    private OperationReader() {}

    /// The operation, or nothing where there is none of this name (and so none that could be permitted).
    ///
    /// @throws MalformedException where the payload does not fit the operation
    public static Optional<Operation> read(String name, JsonObject payload) {
        return switch (name) {
            case "query" -> Optional.of(new Operation.Query(alone(payload)));
            case "execute" -> Optional.of(new Operation.Execute(alone(payload)));
            case "transaction" -> Optional.of(transaction(payload));
            case "tokenize_and_insert" -> Optional.of(tokenizeAndInsert(payload));
            default -> Optional.empty();
        };
    }

    private static SqlStatement alone(JsonObject payload) {
        requireOnly(payload, Set.of("sql", "params"));
        return statement(payload);
    }

    private static SqlStatement statement(JsonObject object) {
        String sql = object.text("sql");
        if (sql.indexOf('\0') >= 0) {
            throw new MalformedException("sql holds a NUL character");
        }
        List<JsonValue> params = switch (object.find("params")) {
            case null -> List.of();
            case JsonArray(var values) -> values;
            default -> throw new MalformedException("params is not an array");
        };
        if (params.size() > MOST_PARAMETERS) {
            throw new MalformedException("more than " + MOST_PARAMETERS + " parameters");
        }
        return new SqlStatement(sql, params);
    }

    private static Operation transaction(JsonObject payload) {
        requireOnly(payload, Set.of("statements", "isolation"));
        List<JsonValue> statements = array(payload, "statements");
        if (statements.isEmpty() || statements.size() > MOST_STATEMENTS) {
            throw new MalformedException("a transaction has 1 to " + MOST_STATEMENTS + " statements");
        }
        List<Step> steps = new ArrayList<>();
        for (JsonValue value : statements) {
            JsonObject step = object(value, "statement");
            requireOnly(step, Set.of("sql", "params", "expect_rows"));
            steps.add(new Step(statement(step), expectRows(step)));
        }
        return new Operation.Transaction(steps, isolation(payload));
    }

    private static OptionalLong expectRows(JsonObject step) {
        return switch (step.find("expect_rows")) {
            case null -> OptionalLong.empty();
            case JsonNumber number when number.asLong() >= 0 -> OptionalLong.of(number.asLong());
            default -> throw new MalformedException("expect_rows is not a count");
        };
    }

    private static Isolation isolation(JsonObject payload) {
        if (payload.find("isolation") == null) {
            return Isolation.READ_COMMITTED;
        }
        return switch (payload.text("isolation").toLowerCase(Locale.ROOT).replace('_', ' ')) {
            case "read committed" -> Isolation.READ_COMMITTED;
            case "repeatable read" -> Isolation.REPEATABLE_READ;
            case "serializable" -> Isolation.SERIALIZABLE;
            default ->
                throw new MalformedException("isolation is none of read_committed, repeatable_read, serializable");
        };
    }

    private static Operation tokenizeAndInsert(JsonObject payload) {
        requireOnly(payload, Set.of("table", "record", "records", "tokenize"));
        boolean single = payload.find("record") != null;
        if (single == (payload.find("records") != null)) {
            throw new MalformedException("give record or records");
        }
        List<JsonValue> given = single ? List.of(payload.object("record")) : array(payload, "records");
        if (given.isEmpty() || given.size() > MOST_RECORDS) {
            throw new MalformedException("give 1 to " + MOST_RECORDS + " records");
        }
        List<Map<String, JsonValue>> records = new ArrayList<>();
        for (JsonValue value : given) {
            records.add(record(object(value, "record")));
        }
        return new Operation.TokenizeAndInsert(name(payload.text("table")), records, single, tokenize(payload));
    }

    private static Map<String, JsonValue> record(JsonObject object) {
        if (object.members().isEmpty() || object.members().size() > MOST_PARAMETERS) {
            throw new MalformedException("a record has 1 to " + MOST_PARAMETERS + " columns");
        }
        Map<String, JsonValue> columns = new LinkedHashMap<>();
        object.members().forEach((column, value) -> columns.put(name(column), value));
        return columns;
    }

    private static Map<String, TokenRequest> tokenize(JsonObject payload) {
        Map<String, TokenRequest> requests = new HashMap<>();
        if (payload.find("tokenize") != null) {
            payload.object("tokenize").members().forEach((column, value) -> {
                String dataType = value instanceof JsonString(String text)
                        ? text
                        : object(value, "tokenize." + column).text("data_type");
                requests.put(name(column), new TokenRequest(dataType(dataType)));
            });
        }
        return requests;
    }

    /// The name of a kind of data, such as `email`: 1 to 64 characters of `[a-z0-9_]`.
    public static String dataType(String text) {
        if (!text.matches("[a-z0-9_]{1,64}")) {
            throw new MalformedException("data_type is not a name");
        }
        return text;
    }

    private static String name(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NAME || text.indexOf('\0') >= 0) {
            throw new MalformedException("not a name of a table or column");
        }
        return text;
    }

    private static List<JsonValue> array(JsonObject object, String name) {
        if (object.find(name) instanceof JsonArray(var values)) {
            return values;
        }
        throw new MalformedException("no array " + name);
    }

    private static JsonObject object(JsonValue value, String what) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new MalformedException(what + " is not an object");
    }

    private static void requireOnly(JsonObject object, Set<String> known) {
        for (String name : object.members().keySet()) {
            if (!known.contains(name)) {
                throw new MalformedException("payload has a member that this operation does not know");
            }
        }
    }
}
