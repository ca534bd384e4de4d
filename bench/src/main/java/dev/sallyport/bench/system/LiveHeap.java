package dev.sallyport.bench.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/// What lives on a virtual machine's heap after a full collection, by class; asked of it by `jcmd`. What the collector
/// fills gaps with is not alive.
record LiveHeap(Map<String, Long> bytesByClass) {

    private static final String FILLER = "jdk.internal.vm.Filler";

    static LiveHeap of(long pid) throws IOException, InterruptedException {
        histogram(pid);
        return new LiveHeap(histogram(pid));
    }

    long bytes() {
        return bytesByClass.values().stream().mapToLong(n -> n).sum();
    }

    /// Prints which classes grew most since, for each of `count` things.
    void printGrowthSince(LiveHeap before, int count) {
        bytesByClass.entrySet().stream()
                .map(entry -> Map.entry(
                        entry.getKey(), entry.getValue() - before.bytesByClass.getOrDefault(entry.getKey(), 0L)))
                .sorted(Comparator.comparing(entry -> -entry.getValue()))
                .limit(15)
                .forEach(entry -> System.out.printf("    %8d bytes  %s%n", entry.getValue() / count, entry.getKey()));
    }

    private static Map<String, Long> histogram(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var classes = new LinkedHashMap<String, Long>();
        new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length >= 4 && words[0].endsWith(":") && words[1].matches("[0-9]+"))
                .filter(words -> !words[3].contains(FILLER))
                .forEach(words -> classes.merge(words[3], Long.parseLong(words[2]), Long::sum));
        if (jcmd.waitFor() != 0 || classes.isEmpty()) {
            throw new IOException("jcmd told nothing of process " + pid);
        }
        return classes;
    }
}
