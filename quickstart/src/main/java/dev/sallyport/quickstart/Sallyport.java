package dev.sallyport.quickstart;

import java.util.List;

/// Entry point behind `./sallyport`: one [Command] per word of its command line. Ends with 2 when it does not know the
/// word, otherwise with what the command returns.
public final class Sallyport {

    private static final List<Command> COMMANDS = List.of();

    private Sallyport() {}

    public static void main(String[] args) throws Exception {
        System.exit(run(List.of(args)));
    }

    static int run(List<String> words) throws Exception {
        if (!words.isEmpty()) {
            for (Command command : COMMANDS) {
                if (command.name().equals(words.getFirst())) {
                    return command.run(words.subList(1, words.size()));
                }
            }
        }
        System.err.println("sallyport: this build has no command " + words);
        return 2;
    }
}
