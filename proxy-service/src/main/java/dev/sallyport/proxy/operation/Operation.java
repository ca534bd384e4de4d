package dev.sallyport.proxy.operation;

import dev.sallyport.crypto.codec.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// One permitted way of touching a customer's database.
public sealed interface Operation {

    /// As it stands in `allowed_operations` and in the envelope.
    String name();

    /// The statements that the caller wrote; empty where the proxy writes the statement itself.
    List<SqlStatement> statements();

    /// Whether it can change something, which makes its audit event durable before the effect.
    default boolean writes() {
        return true;
    }

    /// One read-only statement.
    record Query(SqlStatement statement) implements Operation {
        @Override
        public String name() {
            return "query";
        }

        @Override
        public List<SqlStatement> statements() {
            return List.of(statement);
        }

        @Override
        public boolean writes() {
            return false;
        }
    }

    /// One INSERT, UPDATE, DELETE or MERGE.
    record Execute(SqlStatement statement) implements Operation {
        @Override
        public String name() {
            return "execute";
        }

        @Override
        public List<SqlStatement> statements() {
            return List.of(statement);
        }
    }

    /// Statements that happen all or not at all.
    record Transaction(List<Step> steps, Isolation isolation) implements Operation {

        /// One statement.
        ///
        /// @param expectRows where given, any other count of affected or returned rows undoes all
        public record Step(SqlStatement statement, OptionalLong expectRows) {}

        public Transaction {
            steps = List.copyOf(steps);
        }

        /// The same with other statements in its steps, one for each.
        public Transaction with(List<SqlStatement> statements) {
            List<Step> others = new java.util.ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                others.add(new Step(statements.get(i), steps.get(i).expectRows()));
            }
            return new Transaction(others, isolation);
        }

        @Override
        public String name() {
            return "transaction";
        }

        @Override
        public List<SqlStatement> statements() {
            return steps.stream().map(Step::statement).toList();
        }
    }

    /// Rows of which some values are replaced by tokens; rows and tokens are kept together or not at all.
    ///
    /// @param table as the caller wrote it, `name` or `schema.name`; checked against the catalogue before use
    /// @param single whether the caller gave one `record` and expects one token per column
    /// @param tokenize by column; empty where the integration's own settings decide
    record TokenizeAndInsert(
            String table, List<Map<String, JsonValue>> records, boolean single, Map<String, TokenRequest> tokenize)
            implements Operation {

        /// What kind of data a column holds.
        public record TokenRequest(String dataType) {}

        public TokenizeAndInsert {
            records = List.copyOf(records);
            tokenize = Map.copyOf(tokenize);
        }

        @Override
        public String name() {
            return "tokenize_and_insert";
        }

        @Override
        public List<SqlStatement> statements() {
            return List.of();
        }

        @Override
        public String toString() {
            return "TokenizeAndInsert[" + records.size() + " records]";
        }
    }

    /// Isolation of a transaction.
    enum Isolation {
        READ_COMMITTED,
        REPEATABLE_READ,
        SERIALIZABLE
    }
}
