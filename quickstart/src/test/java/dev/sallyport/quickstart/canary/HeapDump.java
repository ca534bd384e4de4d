package dev.sallyport.quickstart.canary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Dumps of a running virtual machine's memory.
final class HeapDump {

    private HeapDump() {}

    /// What is reachable, after a full collection.
    static Path ofLiveObjects(ProcessHandle process, Path file) throws IOException, InterruptedException {
        return dump(process, file.toString());
    }

    /// What is reachable, and what no collection has taken yet.
    static Path ofAllObjects(ProcessHandle process, Path file) throws IOException, InterruptedException {
        return dump(process, "-all", file.toString());
    }

    private static Path dump(ProcessHandle process, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.heap_dump"));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0 || !said.contains("Heap dump file created")) {
            throw new IOException("no heap dump: " + said);
        }
        return Path.of(words[words.length - 1]);
    }
}
