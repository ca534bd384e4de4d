package dev.sallyport.vault;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Everything that the service and what it stands on log while it is open, from TRACE up, with the text of every
/// exception.
final class LogTrap extends Handler implements AutoCloseable {
    private final List<Logger> loggers =
            List.of(logger("dev.sallyport"), logger("org.hibernate"), logger("io.vertx"), logger("software.amazon"));
    private final StringBuffer text = new StringBuffer();

    LogTrap() {
        setLevel(Level.ALL);
        for (Logger logger : loggers) {
            logger.setLevel(Level.ALL);
            logger.setUseParentHandlers(false);
            logger.addHandler(this);
        }
    }

    String text() {
        return text.toString();
    }

    @Override
    public void publish(LogRecord entry) {
        text.append(entry.getLoggerName()).append(' ').append(entry.getMessage());
        var parameters = entry.getParameters();
        if (parameters != null) {
            for (Object parameter : parameters) {
                text.append(' ').append(parameter);
            }
        }
        for (var fault = entry.getThrown(); fault != null; fault = fault.getCause()) {
            text.append(' ').append(fault);
        }
        text.append('\n');
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        for (Logger logger : loggers) {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }

    private static Logger logger(String name) {
        return Logger.getLogger(name);
    }
}
