package dev.sallyport.quickstart.process;

import java.nio.file.Path;
import java.util.List;

/// A launcher for tests to kill: starts one child of each kind, says so, and waits.
final class Launcher {

    private Launcher() {}

    public static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        var children = Children.supervise(folder, folder);
        Child service = children.start("service", Kind.SERVICE, sleeping(children));
        Child database = children.start("database", Kind.POSTGRES, sleeping(children));
        System.out.println(service.pid() + " " + database.pid());
        Thread.sleep(60_000);
    }

    /// A child that ends after a minute by itself, whatever a failing test leaves behind.
    static List<String> sleeping(Children children) {
        return List.of("sh", "-c", "sleep 60 & wait", children.nonce());
    }
}
