package dev.sallyport.vault.json;

import dev.sallyport.crypto.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/// Walks over JSON text and cuts secret strings out of it. Throws [IllegalArgumentException] or
/// [IndexOutOfBoundsException] on what it cannot walk over.
final class JsonScan {
    private static final int MAX_SECRETS = 64;
    private static final byte MASK = 'x';

    private final byte[] text;
    private final Set<String> members;
    private final Map<String, Secret> found;
    private int at;

    JsonScan(byte[] text, Set<String> members, Map<String, Secret> found) {
        this.text = text;
        this.members = members;
        this.found = found;
    }

    void run() {
        space();
        if (text[at] != '{') {
            throw new IllegalArgumentException("no object");
        }
        at++;
        for (space(); text[at] != '}'; comma()) {
            var name = name();
            if (members.contains(name)) {
                secretValue();
            } else {
                skipValue();
            }
        }
    }

    private void secretValue() {
        if (text[at] == '"') {
            cut("");
        } else if (text[at] == '{') {
            at++;
            for (space(); text[at] != '}'; comma()) {
                var name = name();
                if (text[at] == '"') {
                    cut(name);
                } else {
                    skipValue();
                }
            }
            at++;
        } else {
            skipValue();
        }
    }

    private String name() {
        if (text[at] != '"') {
            throw new IllegalArgumentException("no name");
        }
        int start = at + 1;
        skipString();
        var raw = Arrays.copyOfRange(text, start, at - 1);
        for (byte b : raw) {
            if (b == '\\') {
                throw new IllegalArgumentException("an escape in a name");
            }
        }
        space();
        if (text[at++] != ':') {
            throw new IllegalArgumentException("no colon");
        }
        space();
        return new String(raw, StandardCharsets.UTF_8);
    }

    private void cut(String name) {
        int start = at + 1;
        skipString();
        int end = at - 1;
        var value = JsonStringBytes.unescape(text, start, end);
        Arrays.fill(text, start, end, MASK);
        if (found.size() >= MAX_SECRETS || found.putIfAbsent(name, value) != null) {
            value.close();
            throw new IllegalArgumentException("twice, or too many");
        }
    }

    private void skipString() {
        for (at++; text[at] != '"'; at++) {
            if (text[at] == '\\') {
                at++;
            }
        }
        at++;
    }

    private void skipValue() {
        int depth = 0;
        do {
            switch (text[at]) {
                case '"' -> {
                    skipString();
                    continue;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            if (depth < 0) {
                return;
            }
            at++;
        } while (depth > 0 || !endsHere());
    }

    private boolean endsHere() {
        return text[at] == ',' || text[at] == '}' || text[at] == ']';
    }

    private void comma() {
        space();
        if (text[at] == ',') {
            at++;
            space();
        } else if (text[at] != '}') {
            throw new IllegalArgumentException("no comma");
        }
    }

    private void space() {
        while (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r') {
            at++;
        }
    }
}
