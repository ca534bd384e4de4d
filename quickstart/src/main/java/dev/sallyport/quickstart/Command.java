package dev.sallyport.quickstart;

import java.util.List;

/// One word of the launcher's command line.
interface Command {

    String name();

    /// Runs to the end and returns the exit code.
    int run(List<String> arguments) throws Exception;
}
