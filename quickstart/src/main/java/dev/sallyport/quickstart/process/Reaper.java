package dev.sallyport.quickstart.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A shell that reads the pids of the launcher's children from a pipe and does nothing else while the pipe is
/// open. When the launcher is killed, the kernel closes the pipe, and the shell ends the children: services
/// first, then databases. Started before the first child, in a session of its own where the system can.
final class Reaper implements AutoCloseable {

    /// A zombie answers `kill -0` until its parent asks for it, so every wait is bounded.
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            services='' databases=''
            while read -r verb kind pid; do
              case "$verb $kind" in
                'add service') services="$services $pid" ;;
                'add database') databases="$databases $pid" ;;
                del*) services=$(printf ' %s ' $services | sed "s/ $pid / /g")
                      databases=$(printf ' %s ' $databases | sed "s/ $pid / /g") ;;
                done*) exit 0 ;;
              esac
            done
            end() {
              signal=$1; shift
              [ $# -gt 0 ] || return 0
              kill "-$signal" "$@" 2>/dev/null
              i=0
              while [ $i -lt 50 ] && kill -0 "$@" 2>/dev/null; do sleep 0.1; i=$((i + 1)); done
            }
            end TERM $services
            end KILL $services
            end INT $databases
            end QUIT $databases
            """;

    private final Process shell;
    private final OutputStream pipe;

    private Reaper(Process shell) {
        this.shell = shell;
        this.pipe = shell.getOutputStream();
    }

    static Reaper start() throws IOException {
        var command = new java.util.ArrayList<>(OwnSession.prefix());
        command.addAll(List.of("sh", "-c", SCRIPT, "sallyport-reaper"));
        return new Reaper(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    void add(Kind kind, long pid) throws IOException {
        tell("add " + group(kind) + " " + pid);
    }

    void remove(Kind kind, long pid) throws IOException {
        tell("del " + group(kind) + " " + pid);
    }

    private static String group(Kind kind) {
        return kind.isDatabase() ? "database" : "service";
    }

    /// Every child is gone: the shell has nothing to do any more.
    @Override
    public void close() throws IOException {
        tell("done - -");
        pipe.close();
        try {
            shell.waitFor(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tell(String line) throws IOException {
        pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }
}
