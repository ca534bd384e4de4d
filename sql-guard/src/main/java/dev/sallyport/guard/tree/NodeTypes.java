package dev.sallyport.guard.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The allow-list of nodes, loaded once from `nodes.txt`.
final class NodeTypes {

    static final NodeTypes LISTED = load();

    /// Of nodes and members.
    static final KnownNames NAMES = new KnownNames(LISTED.names());

    private final Map<String, NodeType> byName = new HashMap<>();

    private NodeTypes() {}

    @Nullable
    NodeType find(String name) {
        return byName.get(name);
    }

    NodeType root() {
        return named("ParseResult");
    }

    private NodeType named(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    private Set<String> names() {
        var names = new HashSet<>(byName.keySet());
        byName.values().forEach(type -> type.memberNames().forEach(names::add));
        return names;
    }

    private static NodeTypes load() {
        List<String[]> lines = lines();
        var types = new NodeTypes();
        for (String[] line : lines) {
            types.byName.put(line[0], new NodeType(line[0].intern(), Place.valueOf(line[1].toUpperCase(Locale.ROOT))));
        }
        for (String[] line : lines) {
            for (int i = 2; i < line.length; i++) {
                types.named(line[0]).permit(types.member(line[i]));
            }
        }
        return types;
    }

    private NodeType.Member member(String text) {
        int equals = text.indexOf('=');
        String name = text.substring(0, equals).intern();
        String kind = text.substring(equals + 1);
        return switch (kind) {
            case "-" -> new NodeType.Member(name, NodeType.Holds.SCALAR, null);
            case "*" -> new NodeType.Member(name, NodeType.Holds.WRAPPED, null);
            default -> new NodeType.Member(name, NodeType.Holds.INLINED, named(kind));
        };
    }

    private static List<String[]> lines() {
        var stream = Objects.requireNonNull(NodeTypes.class.getResourceAsStream("nodes.txt"), "nodes.txt");
        try (var reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
