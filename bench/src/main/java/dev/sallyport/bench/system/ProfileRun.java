package dev.sallyport.bench.system;

import dev.sallyport.bench.load.LoadClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where the packaged proxy spends processor time and memory under a closed loop: a flight recording of its warm state,
/// shown by the JDK's own `jfr view`.
final class ProfileRun {

    private static final double WARM_UP_SECONDS = 30;
    private static final double SECONDS = 20;
    private static final int CONNECTIONS = 32;

    private ProfileRun() {}

    static boolean run() throws Exception {
        try (RunningStack stack = RunningStack.start()) {
            CustomerTable.make(stack);
            Side proxy = new Sides(stack).replica("proxy", List.of(), Map.of(), true);
            String pid = Long.toString(proxy.pids().getFirst());
            Path recording = stack.folder().resolve("proxy.jfr");
            try (LoadClient client = new LoadClient(proxy.port(), CONNECTIONS, proxy.traffic())) {
                client.closedLoop(WARM_UP_SECONDS);
                show("jcmd", pid, "JFR.start", "name=bench", "settings=profile");
                System.out.printf(
                        "%.0f calls/s while it was recorded%n",
                        client.closedLoop(SECONDS).perSecond());
                show("jcmd", pid, "JFR.dump", "name=bench", "filename=" + recording);
            }
            for (String view : List.of("hot-methods", "allocation-by-site", "allocation-by-class", "gc-pauses")) {
                show("jfr", "view", "--width", "160", view, recording.toString());
            }
            show("jfr", "view", "--width", "160", "thread-cpu-load", recording.toString());
            Blame.print(recording);
            show("jcmd", pid, "Compiler.codecache");
            System.out.println(Counts.text(proxy.port(), "/q/health/ready"));
            return true;
        }
    }

    private static void show(String tool, String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(tool + " failed: " + String.join(" ", arguments));
        }
    }
}
