package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.audit.merkle.GrowingTree;
import dev.sallyport.crypto.id.Id;
import dev.sallyport.service.audit.sequence.Logs;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a log as the release with version 3 of the schema did: a row for each event, and one for each leaf.
final class VersionThree {

    private VersionThree() {}

    /// The first `leaves` of the records get leaves, under one head.
    static void write(AuditDatabase database, List<AuditRecord> records, int leaves) throws SQLException {
        var tree = GrowingTree.empty();
        try (var connection = database.app()) {
            for (var record : records) {
                event(connection, record);
                if (tree.size() < leaves) {
                    leaf(connection, tree.size(), record);
                    tree.append(record.leaf());
                }
            }
            tree.takeFinished()
                    .forEach((position, tile) -> insert(
                            connection,
                            "INSERT INTO audit.tile (level, tile_index, root, hashes) VALUES (?, ?, ?, ?)",
                            position.level(),
                            position.index(),
                            tile.root().bytes(),
                            tile.bytes()));
            var head = SignedTreeHead.sign(
                    new TreeHead("proxy", leaves, Instant.now().toEpochMilli(), tree.root()), Logs.signer());
            insert(
                    connection,
                    "INSERT INTO audit.head (tree_size, log_id, at_ms, root, signing_key_id, signature) VALUES (?, ?, ?, ?, ?, ?)",
                    head.head().size(),
                    head.head().logId(),
                    head.head().atMillis(),
                    head.head().root().bytes(),
                    head.keyId().value(),
                    head.signature());
        }
    }

    private static void event(Connection connection, AuditRecord record) {
        var event = record.event();
        insert(
                connection,
                "INSERT INTO audit.event (event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical, "
                        + "leaf_hash, salt, person, address) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                record.id().value(),
                event.isConcluded() ? 2 : 1,
                event.at().atOffset(ZoneOffset.UTC),
                text(event.who().tenant()),
                event.who().name(),
                event.decision().kind().ordinal(),
                text(event.what().integration()),
                event.what().operation(),
                record.canonical(),
                record.leaf().bytes(),
                record.disclosure().salt().bytes(),
                record.disclosure().person(),
                record.disclosure().address());
    }

    private static void leaf(Connection connection, long index, AuditRecord record) {
        insert(
                connection,
                "INSERT INTO audit.leaf (leaf_index, seq, event_id, stage, at, tenant_id, leaf_hash) "
                        + "SELECT ?, seq, event_id, stage, at, tenant_id, leaf_hash FROM audit.event WHERE event_id = ?",
                index,
                record.id().value());
    }

    private static @Nullable String text(@Nullable Id id) {
        return id == null ? null : id.value();
    }

    private static void insert(Connection connection, String sql, @Nullable Object... values) {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
