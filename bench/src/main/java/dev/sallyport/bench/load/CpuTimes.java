package dev.sallyport.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Processor times as the kernel counts them, in ticks of 10 ms: of every process of this bench, and of the machine.
///
/// Source: proc_pid_stat(5), proc_stat(5). The time that a loopback packet's interrupt takes is nobody's and left out.
///
/// @param all of these processes together, with those of their children that have ended
public record CpuTimes(long atNanos, Map<Long, Long> ours, long all, long machine) {

    private static final double TICK_MICROS = 10_000;
    private static final Path PROC = Path.of("/proc");

    /// Now: this process and all that descend from it.
    public static CpuTimes now() throws IOException {
        var ours = new HashMap<Long, Long>();
        long all = 0;
        try (Stream<ProcessHandle> descendants = ProcessHandle.current().descendants()) {
            for (ProcessHandle each : descendants.toList()) {
                ours.put(each.pid(), ticks(each.pid(), 2));
                all += ticks(each.pid(), 4);
            }
        }
        long self = ProcessHandle.current().pid();
        ours.put(self, ticks(self, 2));
        all += ticks(self, 4);
        return new CpuTimes(System.nanoTime(), ours, all, machineTicks());
    }

    /// Microseconds that these processes have used since.
    public double microsSince(CpuTimes before, Collection<Long> pids) {
        long ticks = 0;
        for (long pid : pids) {
            ticks += ours.getOrDefault(pid, 0L) - before.ours.getOrDefault(pid, 0L);
        }
        return ticks * TICK_MICROS;
    }

    /// Microseconds that everything on the machine has used since.
    public double machineMicrosSince(CpuTimes before) {
        return (machine - before.machine) * TICK_MICROS;
    }

    /// The share of all processors that others have used since.
    public double othersSince(CpuTimes before) {
        double possible =
                (atNanos - before.atNanos) / 1000.0 * Runtime.getRuntime().availableProcessors();
        return Math.max(0, machine - before.machine - (all - before.all)) * TICK_MICROS / possible;
    }

    /// Microseconds of processor time that a process has used by now, whosever child it is; 0 where there is none.
    public static double micros(long pid) {
        return ticks(pid, 2) * TICK_MICROS;
    }

    /// @param fields 2 for the process' own, 4 with its children that have ended
    private static long ticks(long pid, int fields) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Arrays.stream(values, 11, 11 + fields)
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (IOException e) {
            // A process that ended before or while it was read.
            return 0;
        }
    }

    private static long machineTicks() throws IOException {
        String[] fields = Files.readString(PROC.resolve("stat"))
                .lines()
                .findFirst()
                .orElse("")
                .trim()
                .split("\\s+");
        return Long.parseLong(fields[1]) + Long.parseLong(fields[2]) + Long.parseLong(fields[3]);
    }
}
