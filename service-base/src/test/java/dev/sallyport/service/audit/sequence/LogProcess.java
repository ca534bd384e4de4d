package dev.sallyport.service.audit.sequence;

import dev.sallyport.service.audit.PgAuditLog;
import dev.sallyport.service.audit.Samples;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Writer and sequencer as a process of its own, to be killed: prints `<event id> <leaf>` for every record that was
/// acknowledged. Reads `port`, `database`, `user`, the password and the log key's seed from standard input.
public final class LogProcess {

    private static final int CALLERS = 32;

    private LogProcess() {}

    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        var options = new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(Integer.parseInt(in.readLine()))
                .setDatabase(in.readLine())
                .setUser(in.readLine())
                .setPassword(in.readLine());
        var signer = Logs.signerOf(in.readLine());
        var out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        var vertx = Vertx.vertx();
        new Sequencer(vertx, options, "proxy", () -> signer, Logs.config(Optional.empty(), Optional.empty())).start();
        var log = PgAuditLog.open(vertx, options, Samples.config());
        for (int i = 0; i < CALLERS; i++) {
            next(log, vertx, out);
        }
        Thread.currentThread().join();
    }

    private static void next(PgAuditLog log, Vertx vertx, PrintStream out) {
        var record = Samples.conclusion();
        log.conclude(record).onComplete(result -> {
            if (result.succeeded()) {
                synchronized (out) {
                    out.println(record.id() + " " + record.leaf());
                    out.flush();
                }
            }
            vertx.setTimer(result.succeeded() ? 2 : 100, _ -> next(log, vertx, out));
        });
    }
}
