package dev.sallyport.guard.review;

import dev.sallyport.guard.tree.Node;
import org.jspecify.annotations.Nullable;

/// A subtree as text, locations left out: two subtrees of the same shape mean the same.
public final class Shape {

    private Shape() {}

    public static String of(@Nullable Node node) {
        if (node == null) {
            return "";
        }
        var shape = new StringBuilder();
        content(node, shape);
        return shape.toString();
    }

    private static void write(Node node, StringBuilder shape) {
        shape.append(node.member()).append(':');
        content(node, shape);
    }

    private static void content(Node node, StringBuilder shape) {
        shape.append(node.type());
        String text = node.text();
        shape.append(text.length()).append('=').append(text).append('(');
        for (Node child : node) {
            write(child, shape);
        }
        shape.append(')');
    }
}
