package dev.sallyport.quickstart.command;

import java.util.List;

/// One word of the launcher's command line.
public interface Command {

    String name();

    /// Runs to the end and returns the exit code.
    int run(List<String> arguments) throws Exception;
}
