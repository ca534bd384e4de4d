package dev.sallyport.quickstart.databases;

import java.sql.Connection;
import java.sql.SQLException;

/// Administrative statements. Values become part of their text only through [#literal], because PostgreSQL takes
/// no parameters there.
final class Sql {

    private Sql() {}

    static void run(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    static boolean holds(Connection connection, String question, String value) throws SQLException {
        try (var statement = connection.prepareStatement(question)) {
            statement.setString(1, value);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
