package dev.sallyport.guard.walk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.guard.tree.Node;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/// 64 bits of SHA-256 over a statement's tree without locations, constants and the numbers of parameters. Lists of
/// constants count the same whatever their length, and so do rows of VALUES.
///
/// For grouping, never for deciding: it drops what rules need.
final class Fingerprint {

    private static final int BYTES = 8;
    private static final int USUAL = 2_048;
    private static final Set<String> VALUES = Set.of("A_Const", "ParamRef");

    private Fingerprint() {}

    static String of(Node statement) {
        var shape = new StringBuilder(USUAL);
        write(statement, shape);
        return HexFormat.of().formatHex(sha256(shape.toString()), 0, BYTES);
    }

    private static void write(Node node, StringBuilder shape) {
        shape.append(node.member()).append(':');
        if (VALUES.contains(node.type())) {
            shape.append('?');
            return;
        }
        shape.append(node.type()).append(node.text()).append('(');
        String before = "";
        for (Node child : node) {
            int from = shape.length();
            write(child, shape);
            String written = repeats(child) ? shape.substring(from) : "";
            if (!written.isEmpty() && written.equals(before)) {
                shape.setLength(from);
            }
            before = written;
        }
        shape.append(')');
    }

    /// Whether equal neighbours are told once: values of a list, rows of VALUES.
    private static boolean repeats(Node child) {
        return VALUES.contains(child.type()) || child.member().equals("valuesLists");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
