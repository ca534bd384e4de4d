package dev.sallyport.bench.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/// Samples of a flight recording by kind of thread, and in each by the innermost method of ours, or of the libraries
/// where none of ours is on the stack.
final class Blame {

    private static final List<String> SAMPLES = List.of("jdk.ExecutionSample", "jdk.NativeMethodSample");
    private static final int LINES = 22;

    private Blame() {}

    static void print(Path recording) throws IOException {
        var threads = new TreeMap<String, Map<String, Integer>>();
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (SAMPLES.contains(event.getEventType().getName())
                        && event.getThread("sampledThread") != null
                        && event.getStackTrace() != null) {
                    String thread =
                            event.getThread("sampledThread").getJavaName().replaceAll("[0-9]+", "N");
                    threads.computeIfAbsent(thread, _ -> new TreeMap<>())
                            .merge(blamed(event.getStackTrace().getFrames()), 1, Integer::sum);
                }
            }
        }
        threads.forEach(Blame::print);
    }

    private static void print(String thread, Map<String, Integer> methods) {
        int all = methods.values().stream().mapToInt(n -> n).sum();
        if (all < 20) {
            return;
        }
        System.out.printf("%n%s: %d samples%n", thread, all);
        methods.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue()))
                .limit(LINES)
                .forEach(
                        entry -> System.out.printf("  %5.1f %%  %s%n", 100.0 * entry.getValue() / all, entry.getKey()));
    }

    private static String blamed(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            String type = frame.getMethod().getType().getName();
            if (type.startsWith("dev.sallyport.")) {
                return type + "." + frame.getMethod().getName() + "  <  " + top(frames);
            }
        }
        return top(frames);
    }

    private static String top(List<RecordedFrame> frames) {
        RecordedFrame top = frames.getFirst();
        return top.getMethod().getType().getName() + "." + top.getMethod().getName();
    }
}
