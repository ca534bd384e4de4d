package dev.sallyport.quickstart.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The words after a command: options with a value (`--data DIR`, `--data=DIR`), and the rest in their order.
/// After `--` every word is of the rest.
public final class Arguments {

    private final Map<String, List<String>> options;
    private final List<String> rest;

    private Arguments(Map<String, List<String>> options, List<String> rest) {
        this.options = Map.copyOf(options);
        this.rest = List.copyOf(rest);
    }

    /// Reads `words`, refusing any option that is not in `known` (names without dashes).
    public static Arguments parse(List<String> words, Set<String> known) {
        return parse(words, known, Set.of());
    }

    /// @param repeated those of `known` that may be given more than once
    public static Arguments parse(List<String> words, Set<String> known, Set<String> repeated) {
        var options = new HashMap<String, List<String>>();
        var rest = new ArrayList<String>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                rest.addAll(words.subList(i + 1, words.size()));
                break;
            }
            if (!word.startsWith("--")) {
                rest.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
            if (!known.contains(name)) {
                throw CliFailure.usage("unknown option --" + name);
            }
            if (equals < 0 && i + 1 == words.size()) {
                throw CliFailure.usage("--" + name + " needs a value");
            }
            String value = equals < 0 ? words.get(++i) : word.substring(equals + 1);
            List<String> values = options.computeIfAbsent(name, _ -> new ArrayList<>());
            values.add(value);
            if (values.size() > 1 && !repeated.contains(name)) {
                throw CliFailure.usage("--" + name + " is given twice");
            }
        }
        return new Arguments(options, rest);
    }

    public Optional<String> option(String name) {
        return options(name).stream().findFirst();
    }

    /// In their order.
    public List<String> options(String name) {
        return List.copyOf(options.getOrDefault(name, List.of()));
    }

    /// A TCP port, 0 for any free one.
    public int port(String name, int otherwise) {
        return option(name).map(value -> parsePort(name, value)).orElse(otherwise);
    }

    public List<String> rest() {
        return rest;
    }

    private static int parsePort(String name, String value) {
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65535) {
            return Integer.parseInt(value);
        }
        throw CliFailure.usage("--" + name + " must be a port, 0 to 65535");
    }
}
