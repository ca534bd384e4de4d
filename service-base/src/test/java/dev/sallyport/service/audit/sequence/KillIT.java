package dev.sallyport.service.audit.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.service.audit.AuditDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Writer and sequencer are killed again and again; an ack ledger outside of them says what must be in the log.
/// `-Dsallyport.audit.kills=50 -Dsallyport.audit.kill-seconds=600` makes the long run.
class KillIT {

    private static final int KILLS = Integer.getInteger("sallyport.audit.kills", 5);
    private static final int SECONDS = Integer.getInteger("sallyport.audit.kill-seconds", 50);

    private final Map<String, String> ledger = new ConcurrentHashMap<>();

    @Test
    void kill_9_loses_no_acknowledged_record_doubles_none_and_leaves_a_log_that_verifies() throws Exception {
        // Given
        var database = AuditDatabase.create();
        var random = new Random(12);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int kills = 0;

        // When
        while (kills < KILLS && System.nanoTime() < end) {
            var process = start(database);
            var reader = readInto(process);
            int wanted = ledger.size() + 20 + random.nextInt(200);
            long leaves = kills % 2 == 0 ? database.count("audit.leaf") : -1;
            while ((ledger.size() < wanted || database.count("audit.leaf") <= leaves)
                    && System.nanoTime() < end
                    && process.isAlive()) {
                Thread.sleep(10);
            }
            process.destroyForcibly().waitFor();
            reader.join();
            kills++;
        }

        // Then
        System.out.println("kills=" + kills + " acknowledged=" + ledger.size());
        assertThat(kills).isPositive();
        assertThat(ledger).isNotEmpty();
        try (var logs = new Logs(database)) {
            logs.sequence();
            logs.awaitHead(database.count("audit.event"));
            Set<String> leaves = new HashSet<>(
                    database.column("SELECT event_id || ' ' || encode(leaf_hash, 'hex') FROM audit.leaf"));
            List<String> acknowledged = new ArrayList<>();
            ledger.forEach((id, leaf) -> acknowledged.add(id + " " + leaf));
            assertThat(leaves).containsAll(acknowledged);
            assertThat(database.count("audit.leaf")).isEqualTo(database.count("audit.event"));
            assertThat(database.count("(SELECT DISTINCT event_id, stage FROM audit.event) AS calls"))
                    .isEqualTo(database.count("audit.event"));
            assertThat(Logs.verify(logs.exportAll(), List.of(), List.of()).findings())
                    .isEmpty();
        }
    }

    private static Process start(AuditDatabase database) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LogProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var options = database.appOptions();
        try (var in = process.outputWriter(StandardCharsets.US_ASCII)) {
            in.write(String.join(
                    "\n",
                    String.valueOf(options.getPort()),
                    options.getDatabase(),
                    options.getUser(),
                    options.getPassword(),
                    Logs.seed(),
                    ""));
        }
        return process;
    }

    private Thread readInto(Process process) {
        return Thread.ofPlatform().start(() -> {
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    var words = line.split(" ");
                    if (words.length == 2 && words[1].length() == 64) {
                        ledger.put(words[0], words[1]);
                    }
                }
            } catch (IOException e) {
                // The process is gone; what it wrote before was read.
            }
        });
    }
}
