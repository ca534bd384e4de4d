package dev.sallyport.proxy;

import dev.sallyport.crypto.audit.AuditEvent;
import dev.sallyport.crypto.audit.AuditEventCodec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// A look into the proxy's own database, as the superuser sees it.
record Rows(Installation installation) {

    long count(String sql) {
        return Long.parseLong(text(sql));
    }

    /// The first column of the first row.
    String text(String sql) {
        try (Connection connection = installation.postgres.superuser(installation.proxyDatabase);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "(no row)";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The concluded audit event of an answer.
    AuditEvent event(String eventId) {
        String hex = text(
                "SELECT encode(canonical, 'hex') FROM audit.event WHERE stage = 2 AND event_id = '" + eventId + "'");
        return AuditEventCodec.decode(java.util.HexFormat.of().parseHex(hex));
    }
}
