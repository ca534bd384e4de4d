package dev.sallyport.bench.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;

/// What the product says of itself: its counters, and the events in its audit log.
final class Counts {

    private static final String CONCLUDED =
            "SELECT coalesce(sum(cardinality(array_positions(stages, 2::int2))), 0) FROM audit.batch";

    private Counts() {}

    /// A counter of a service, 0 where it has none of this name yet.
    static double counter(int port, String name) throws IOException, InterruptedException {
        return counter(port, name, "");
    }

    /// The same with a label, written as in `hop="lease"`.
    static double counter(int port, String name, String label) throws IOException, InterruptedException {
        return text(port, "/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// What a service answers to GET.
    static String text(int port, String path) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    /// Concluded events of the proxy's audit log, read as the owner of its database.
    static long concluded(RunningStack stack) throws Exception {
        Properties settings = stack.settings("proxy");
        try (Connection owner = DriverManager.getConnection(
                        settings.getProperty("quarkus.datasource.jdbc.url"),
                        settings.getProperty("quarkus.datasource.username"),
                        settings.getProperty("quarkus.datasource.password"));
                Statement statement = owner.createStatement();
                ResultSet counted = statement.executeQuery(CONCLUDED)) {
            counted.next();
            return counted.getLong(1);
        }
    }
}
