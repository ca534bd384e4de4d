package dev.sallyport.service.audit;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.service.audit.sequence.Logs;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A disk that is really full: the month's partition lies on a file system of 4 MiB. Needs the right to mount one
/// (root); skipped by name elsewhere.
class FullDiskIT {

    private EmbeddedPostgres server;
    private Vertx vertx;
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createTempDirectory(
                "sallyport-disk", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m,mode=0777", "none", disk.toString()),
                "this user may mount no file system");
        server = EmbeddedPostgres.start();
        vertx = Vertx.vertx();
    }

    @AfterEach
    void unmount() throws Exception {
        if (server != null) {
            await(vertx.close());
            server.close();
            run("umount", disk.toString());
        }
        Files.deleteIfExists(disk);
    }

    @Test
    void while_the_disk_is_full_every_record_is_refused_and_none_that_was_acknowledged_is_lost() throws Exception {
        // Given
        var database = AuditDatabase.on(server);
        putTheMonthOn(database, disk);
        var log = PgAuditLog.open(vertx, database.appOptions(), Samples.config(Duration.ofSeconds(1)));
        var load = new Load(vertx, log);
        load.start();

        // When
        load.awaitRefused();
        Thread.sleep(2_000);
        assertThat(writeFails(database)).isEqualTo("53100");
        long atFull = load.acknowledged().size();
        Thread.sleep(1_000);
        assertThat(load.acknowledged().size()).as("no audit, no operation").isLessThan((int) atFull + 50);
        assertThat(run("mount", "-o", "remount,size=256m", disk.toString())).isTrue();
        long room = System.nanoTime();
        load.awaitAcknowledged(load.acknowledged().size() + 200);
        long recoveryMillis = (System.nanoTime() - room) / 1_000_000;
        load.stop();

        // Then
        System.out.printf(
                "disk full: acknowledged=%d refused=%d recovery=%dms%n",
                load.acknowledged().size(), load.refused(), recoveryMillis);
        assertThat(recoveryMillis).isLessThan(5_000);
        Set<String> stored = new HashSet<>(database.column("SELECT event_id FROM audit.event"));
        assertThat(stored).containsAll(load.acknowledged());
        assertThat(database.count("audit.event")).isEqualTo(stored.size());
        await(log.close());
        try (var logs = new Logs(database)) {
            logs.sequence();
            logs.awaitHead(stored.size());
            assertThat(Logs.verify(logs.exportAll(), List.of(), List.of()).findings())
                    .isEmpty();
        }
    }

    private void putTheMonthOn(AuditDatabase database, Path folder) throws Exception {
        Files.setOwner(
                folder,
                Files.getOwner(Path.of(database.column("SHOW data_directory").getFirst())));
        server.run("postgres", "CREATE TABLESPACE small LOCATION '" + folder + "'");
        var month = database.column("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMM')")
                .getFirst();
        server.run(database.name(), "ALTER TABLE audit.batch_" + month + " SET TABLESPACE small");
    }

    /// The SQLSTATE that a write to the full disk gets, or nothing.
    private static String writeFails(AuditDatabase database) throws SQLException {
        try {
            database.tamper("INSERT INTO audit.event (event_id, stage, at, decision, operation, canonical, leaf_hash) "
                    + "SELECT 'aud_x' || i, 1, now(), 0, 'x', decode(repeat('00', 5000), 'hex'), decode(repeat('00', 32), 'hex') "
                    + "FROM generate_series(1, 5000) i");
            return "";
        } catch (SQLException full) {
            return String.valueOf(full.getSQLState());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
