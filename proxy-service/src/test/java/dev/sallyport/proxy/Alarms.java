package dev.sallyport.proxy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What the proxy and the HTTP client below it log as warning or error while it is open, with all that goes with it.
public final class Alarms extends Handler implements AutoCloseable {

    private final List<Logger> loggers = List.of(Logger.getLogger("dev.sallyport"), Logger.getLogger("io.vertx"));
    private final List<String> texts = new CopyOnWriteArrayList<>();

    public Alarms() {
        setLevel(Level.WARNING);
        loggers.forEach(logger -> logger.addHandler(this));
    }

    public List<String> texts() {
        return texts;
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            texts.add(entry.getLoggerName() + " " + entry.getMessage() + " " + Arrays.toString(entry.getParameters())
                    + " " + entry.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        loggers.forEach(logger -> logger.removeHandler(this));
    }
}
