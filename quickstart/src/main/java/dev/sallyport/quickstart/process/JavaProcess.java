package dev.sallyport.quickstart.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How to start a Java program as a child: with the JDK that this launcher runs on.
///
/// @param options of the virtual machine
/// @param program the main class or `-jar` and the jar, after any class path
public record JavaProcess(List<String> options, List<String> program) {

    /// Keeps unmodifiable lists.
    public JavaProcess {
        options = List.copyOf(options);
        program = List.copyOf(program);
    }

    /// The command line. The nonce stands first, so that it is found in arguments of any length.
    public List<String> command(String nonce, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dsallyport.run=" + nonce);
        command.addAll(options);
        command.addAll(program);
        command.addAll(List.of(arguments));
        return command;
    }
}
