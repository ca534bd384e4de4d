package dev.sallyport.localkms.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;

/// Lets whoever owns the file switch faults of a running server:
/// `{"fault": "throttle|delay|internal_error|drop", "delay_ms": 500, "operations": ["Decrypt"], "requests": 10}`.
/// No file means no fault; a file that others may write, or that is not understood, is ignored and logged.
public final class FaultFile implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(FaultFile.class.getName());
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private final Path file;
    private final Faults faults;
    private final Thread watcher;
    private String seen = "";

    private FaultFile(Path file, Faults faults) {
        this.file = file;
        this.faults = faults;
        this.watcher = Thread.ofVirtual().name("fault-file").unstarted(this::watch);
    }

    public static FaultFile watch(Path file, Faults faults) {
        var watch = new FaultFile(file, faults);
        watch.watcher.start();
        return watch;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                look();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException _) {
            faults.clear();
        }
    }

    private void look() {
        try {
            var content = Files.exists(file) ? read() : "";
            if (!content.equals(seen)) {
                seen = content;
                apply(content);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "fault_file.ignored reason={0}", e.getClass().getSimpleName());
        }
    }

    private String read() throws IOException {
        var others = Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        if (Files.getPosixFilePermissions(file).stream().anyMatch(others::contains)) {
            throw new IOException("others may write the fault file");
        }
        return Files.readString(file);
    }

    private void apply(String content) throws IOException {
        faults.clear();
        if (content.isBlank()) {
            return;
        }
        var root = new JsonMapper().readTree(content);
        var operations = new ArrayList<String>();
        root.path("operations").forEach(operation -> operations.add(operation.asText()));
        var names = operations.toArray(String[]::new);
        var fault = fault(root);
        if (root.has("requests")) {
            faults.next(root.path("requests").asInt(), fault, names);
        } else {
            faults.always(fault, names);
        }
        LOG.log(Level.WARNING, "fault_file.applied fault={0}", fault);
    }

    private static Fault fault(JsonNode root) {
        return switch (root.path("fault").asText()) {
            case "throttle" -> new Fault.Throttle();
            case "internal_error" -> new Fault.InternalError();
            case "drop" -> new Fault.Drop();
            case "delay" -> {
                var by = Duration.ofMillis(root.path("delay_ms").asLong());
                if (by.isNegative() || by.compareTo(LONGEST_DELAY) > 0) {
                    throw new IllegalArgumentException("delay_ms must be 0 to 300000");
                }
                yield new Fault.Delay(by);
            }
            default -> throw new IllegalArgumentException("unknown fault");
        };
    }
}
