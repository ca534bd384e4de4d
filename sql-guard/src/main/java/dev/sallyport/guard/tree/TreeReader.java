package dev.sallyport.guard.tree;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads libpg_query's JSON in one pass into [Node]s, against the allow-list of nodes.
public final class TreeReader {

    /// Deepest nesting of JSON objects and lists that is read. An expression takes two per level.
    public static final int MAX_DEPTH = 1_000;

    private final JsonCursor cursor;
    private int depth;

    private TreeReader(byte[] json) {
        cursor = new JsonCursor(json);
    }

    /// The statements of a parse result, in their order: `RawStmt` nodes.
    ///
    /// @throws UnknownNodeException when a node or a member is not in the list
    /// @throws TreeDepthException when the tree is nested deeper than [#MAX_DEPTH]
    public static List<Node> statements(byte[] json) throws UnknownNodeException, TreeDepthException {
        Node root = Node.root(NodeTypes.LISTED.root());
        var reader = new TreeReader(json);
        try {
            reader.members(root, NodeTypes.LISTED.root());
            if (!reader.cursor.atEnd()) {
                throw new UnknownNodeException("bytes after the tree", "");
            }
        } catch (JsonCursor.Malformed e) {
            throw new UnknownNodeException("not libpg_query's JSON: " + e.getMessage(), "");
        }
        return root.list("stmts");
    }

    private void members(Node node, NodeType type) throws UnknownNodeException, TreeDepthException {
        enter();
        cursor.expect('{');
        if (!cursor.take('}')) {
            do {
                String name = cursor.name();
                NodeType.Member member = type.member(name);
                if (member == null || node.has(name)) {
                    throw new UnknownNodeException(type.name() + " has no member " + name, node.pointer());
                }
                value(node, member);
            } while (cursor.take(','));
            cursor.expect('}');
        }
        depth--;
    }

    private void value(Node node, NodeType.Member member) throws UnknownNodeException, TreeDepthException {
        switch (member.holds()) {
            case SCALAR -> node.addScalar(member.name(), cursor.scalar());
            case WRAPPED, INLINED -> {
                if (cursor.peek() == '[') {
                    items(node.addList(member.name()), member.type());
                } else {
                    child(node, member.name(), member.type());
                }
            }
        }
    }

    private void items(Node list, @Nullable NodeType inlined) throws UnknownNodeException, TreeDepthException {
        enter();
        cursor.expect('[');
        if (!cursor.take(']')) {
            do {
                child(list, "", inlined);
            } while (cursor.take(','));
            cursor.expect(']');
        }
        depth--;
    }

    private void child(Node parent, String name, @Nullable NodeType inlined)
            throws UnknownNodeException, TreeDepthException {
        if (inlined != null) {
            members(parent.addNode(name, false, inlined), inlined);
            return;
        }
        cursor.expect('{');
        if (cursor.take('}')) {
            parent.addNode(name, false, Objects.requireNonNull(NodeTypes.LISTED.find("Null")));
            return;
        }
        String typeName = cursor.name();
        NodeType type = NodeTypes.LISTED.find(typeName);
        if (type == null) {
            throw new UnknownNodeException("unknown node " + typeName, parent.pointer());
        }
        members(parent.addNode(name, true, type), type);
        cursor.expect('}');
    }

    private void enter() throws TreeDepthException {
        if (++depth > MAX_DEPTH) {
            throw new TreeDepthException(MAX_DEPTH);
        }
    }
}
