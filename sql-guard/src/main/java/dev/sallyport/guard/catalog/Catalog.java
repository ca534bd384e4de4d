package dev.sallyport.guard.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.guard.rules.Rule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// PostgreSQL's own functions, operators and types, from `catalog.txt`, which is made from a real PostgreSQL.
///
/// Names without a schema are looked up here as well: the proxy's connections search `pg_catalog` first. Immutable.
public final class Catalog {

    /// The schema that holds what PostgreSQL brings.
    public static final String SCHEMA = "pg_catalog";

    /// As loaded from the resource.
    public static final Catalog BUILT_IN = load();

    private final Set<String> safeFunctions = new HashSet<>();
    private final Map<String, Rule> refusedFunctions = new HashMap<>();
    private final Set<String> operators = new HashSet<>();
    private final Set<String> types = new HashSet<>();

    private Catalog() {}

    /// Whether every built-in function of that name is harmless, and there is one.
    public boolean safeFunction(String name) {
        return safeFunctions.contains(name);
    }

    /// The rule against a function, built in or of an extension that is known to be dangerous.
    public Optional<Rule> refusal(String name) {
        Rule rule = refusedFunctions.get(name);
        return rule == null ? KnownExtensions.refusal(name) : Optional.of(rule);
    }

    /// The rule against what may be a column or a function called in attribute notation, `(x).name`. Internals that no
    /// value can be handed to are left out, as are names that only look like an extension's large object functions.
    public Optional<Rule> refusalAsAttribute(String name) {
        Optional<Rule> known = name.startsWith("lo_") ? Optional.ofNullable(refusedFunctions.get(name)) : refusal(name);
        return known.filter(rule -> rule != Rule.FUNC_001);
    }

    public boolean operator(String name) {
        return operators.contains(name);
    }

    public boolean type(String name) {
        return types.contains(name);
    }

    private static Catalog load() {
        var catalog = new Catalog();
        var stream = Objects.requireNonNull(Catalog.class.getResourceAsStream("catalog.txt"), "catalog.txt");
        try (var reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
            reader.lines().filter(line -> !line.startsWith("#")).forEach(catalog::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return catalog;
    }

    private void add(String line) {
        int name = line.indexOf(' ') + 1;
        int verdict = line.lastIndexOf(' ') + 1;
        add(line.substring(0, name - 1), line.substring(name, verdict - 1), line.substring(verdict));
    }

    private void add(String what, String name, String verdict) {
        switch (what) {
            case "function" -> {
                if (verdict.equals("safe")) {
                    safeFunctions.add(name);
                } else {
                    refusedFunctions.put(name, Rule.ofCode(verdict).orElseThrow());
                }
            }
            case "operator" -> operators.add(name);
            case "type" -> types.add(name);
            default -> throw new IllegalStateException("catalog.txt: " + what);
        }
    }
}
