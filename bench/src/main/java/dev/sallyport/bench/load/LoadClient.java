package dev.sallyport.bench.load;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Sends one side's requests over its connections from the calling thread.
///
/// Closed loop: each connection sends its next request when its answer is there. Open loop: requests have their times,
/// whatever the server does; latency counts from the time that a request was meant for, so that a stall is not hidden
/// by the requests that it kept from being sent.
public final class LoadClient implements AutoCloseable {

    private static final long LONGEST_MICROS = 60_000_000;
    private static final int KEPT = 20;
    private static final long NEVER = Long.MAX_VALUE;

    private final Traffic traffic;
    private final Selector selector = Selector.open();

    /// Its clock is finer than a selector's.
    private final ScheduledExecutorService alarm = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("alarm").daemon().factory());
    private final List<Connection> connections = new ArrayList<>();

    /// What one stretch of load gave.
    ///
    /// @param micros latencies
    /// @param kept some of the answers
    public record Stretch(long requests, double seconds, Histogram micros, List<Answer> kept) {

        public double perSecond() {
            return requests / seconds;
        }
    }

    public LoadClient(int port, int connections, Traffic traffic) throws IOException {
        this.traffic = traffic;
        for (int i = 0; i < connections; i++) {
            Connection connection = Connection.open(port);
            connection.channel.register(selector, SelectionKey.OP_READ, connection);
            this.connections.add(connection);
        }
    }

    /// As fast as the server answers.
    public Stretch closedLoop(double seconds) throws IOException {
        var run = new Run(seconds, 0);
        for (Connection connection : connections) {
            connection.send(traffic.next(), System.nanoTime());
        }
        run.pump();
        return run.result();
    }

    /// As many requests, one after the other.
    public void count(int requests) throws IOException {
        for (int i = 0; i < requests; i++) {
            var run = new Run(0, 0);
            connections.getFirst().send(traffic.next(), System.nanoTime());
            run.pump();
        }
    }

    /// `perSecond` requests a second, evenly.
    public Stretch openLoop(double seconds, double perSecond) throws IOException {
        var run = new Run(seconds, (long) (1e9 / perSecond));
        run.free.addAll(connections);
        run.pump();
        return run.result();
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        alarm.shutdownNow();
        selector.close();
    }

    /// One stretch. `gapNanos` is 0 for a closed loop.
    private final class Run {

        private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
        private final List<Answer> kept = new ArrayList<>();
        private final ArrayDeque<Connection> free = new ArrayDeque<>();
        private final long start = System.nanoTime();
        private final long end;
        private final long gapNanos;
        private long nextAt;
        private long alarmAt;
        private long done;
        private long last = start;

        Run(double seconds, long gapNanos) {
            this.end = start + (long) (seconds * 1e9);
            this.gapNanos = gapNanos;
            this.nextAt = gapNanos == 0 ? NEVER : start;
        }

        void pump() throws IOException {
            while (true) {
                long now = System.nanoTime();
                if (now >= end) {
                    nextAt = NEVER;
                }
                sendDue(now);
                if (now >= end && isQuiet()) {
                    return;
                }
                select(now);
            }
        }

        private boolean isQuiet() {
            return connections.stream().allMatch(connection -> connection.sent == null);
        }

        private void sendDue(long now) throws IOException {
            while (nextAt <= now && !free.isEmpty()) {
                free.poll().send(traffic.next(), nextAt);
                nextAt += gapNanos;
            }
        }

        /// Waits for answers, and in an open loop for the time of the next request. To wait for that in a spin would
        /// take one processor from the server.
        private void select(long now) throws IOException {
            if (nextAt != NEVER && nextAt > now && nextAt != alarmAt) {
                alarmAt = nextAt;
                alarm.schedule(selector::wakeup, nextAt - now, TimeUnit.NANOSECONDS);
            }
            selector.select(this::answered, 200);
        }

        private void answered(SelectionKey key) {
            Connection connection = (Connection) requireNonNull(key.attachment());
            try {
                if (!connection.receive()) {
                    return;
                }
                long now = System.nanoTime();
                micros.recordValue(Math.min(LONGEST_MICROS, (now - connection.sinceNanos) / 1000));
                Traffic.Request sent = requireNonNull(connection.sent);
                if (done % 997 == 0 && kept.size() < KEPT) {
                    kept.add(new Answer(sent, connection.body()));
                }
                done++;
                last = now;
                connection.sent = null;
                goOn(connection, now);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private void goOn(Connection connection, long now) throws IOException {
            if (gapNanos > 0) {
                free.add(connection);
            } else if (now < end) {
                connection.send(traffic.next(), now);
            }
        }

        Stretch result() {
            return new Stretch(done, (last - start) / 1e9, micros, kept);
        }
    }
}
