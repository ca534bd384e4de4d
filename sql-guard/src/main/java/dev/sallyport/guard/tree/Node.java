package dev.sallyport.guard.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// One place of a parse tree: a node, a list of nodes or a scalar. Read-only for whoever gets it from [TreeReader];
/// safe to share.
public final class Node implements Iterable<Node> {

    /// Location of a node that has none.
    public static final int NOWHERE = -1;

    private static final String LIST = "[]";
    private static final String SCALAR = "";

    private final @Nullable Node parent;
    private final String member;
    private final int index;
    private final boolean wrapped;
    private final @Nullable NodeType nodeType;
    private final String typeName;
    private final String text;
    private int location = NOWHERE;
    private @Nullable Node first;
    private @Nullable Node last;
    private @Nullable Node next;

    private Node(
            @Nullable Node parent, String member, boolean wrapped, @Nullable NodeType type, String name, String text) {
        this.parent = parent;
        this.member = member;
        this.index = parent != null && parent.isList() ? parent.lastIndex() + 1 : -1;
        this.wrapped = wrapped;
        this.nodeType = type;
        this.typeName = name;
        this.text = text;
        if (parent != null) {
            parent.append(this);
        }
    }

    static Node root(NodeType type) {
        return new Node(null, "", false, type, type.name(), "");
    }

    Node addNode(String memberName, boolean isWrapped, NodeType type) {
        return new Node(this, memberName, isWrapped, type, type.name(), "");
    }

    Node addList(String memberName) {
        return new Node(this, memberName, false, null, LIST, "");
    }

    void addScalar(String memberName, String value) {
        if (memberName.equals("location") && !typeName.equals("CreateTableSpaceStmt")) {
            location = Integer.parseInt(value);
        } else {
            new Node(this, memberName, false, null, SCALAR, value);
        }
    }

    private void append(Node child) {
        if (last == null) {
            first = child;
        } else {
            last.next = child;
        }
        last = child;
    }

    private int lastIndex() {
        return last == null ? -1 : last.index;
    }

    /// Name of the node, e.g. `SelectStmt`; `[]` for a list, empty for a scalar.
    public String type() {
        return typeName;
    }

    public boolean is(String name) {
        return typeName.equals(name);
    }

    public boolean isNode() {
        return nodeType != null;
    }

    private boolean isList() {
        return typeName.equals(LIST);
    }

    /// Where nodes of this name may stand; [Place#READ] for lists and scalars.
    public Place place() {
        return nodeType == null ? Place.READ : nodeType.place();
    }

    /// The member of the parent that holds this, its index when in a list of wrapped nodes.
    public String member() {
        return index >= 0 && parent != null ? parent.member : member;
    }

    public @Nullable Node parent() {
        return parent;
    }

    /// The node around this one, lists left out.
    public @Nullable Node owner() {
        return parent != null && parent.isList() ? parent.parent : parent;
    }

    /// A scalar's text; empty for anything else.
    public String text() {
        return text;
    }

    /// The member that holds a node or a list, or null.
    public @Nullable Node get(String name) {
        for (Node child = first; child != null; child = child.next) {
            if (child.member.equals(name)) {
                return child;
            }
        }
        return null;
    }

    public boolean has(String name) {
        return get(name) != null;
    }

    /// The items of a list member; none when it is absent.
    public List<Node> list(String name) {
        Node found = get(name);
        if (found == null || found.first == null) {
            return List.of();
        }
        var items = new ArrayList<Node>();
        for (Node item = found.first; item != null; item = item.next) {
            items.add(item);
        }
        return Collections.unmodifiableList(items);
    }

    /// The text of a scalar member; empty when it is absent.
    public String text(String name) {
        Node found = get(name);
        return found == null ? "" : found.text;
    }

    public boolean flag(String name) {
        return text(name).equals("true");
    }

    /// Byte offset in the statement text of this node or of the first one below it that has one; else of the nearest
    /// one above; 0 when none has.
    public int offset() {
        int below = firstLocation();
        if (below != NOWHERE) {
            return below;
        }
        for (Node above = parent; above != null; above = above.parent) {
            if (above.location != NOWHERE) {
                return above.location;
            }
        }
        return 0;
    }

    /// The node's own byte offset or [#NOWHERE].
    public int location() {
        return location;
    }

    private int firstLocation() {
        int smallest = location;
        for (Node child = first; child != null && smallest == NOWHERE; child = child.next) {
            smallest = child.firstLocation();
        }
        return smallest;
    }

    /// RFC 6901 pointer to this place in libpg_query's JSON.
    public String pointer() {
        var segments = new ArrayDeque<String>();
        for (Node at = this; at.parent != null; at = at.parent) {
            if (at.wrapped) {
                segments.push(at.typeName);
            }
            segments.push(at.index >= 0 ? Integer.toString(at.index) : at.member);
        }
        return "/" + String.join("/", segments);
    }

    public Stream<Node> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<Node> iterator() {
        return new Iterator<>() {
            private @Nullable Node at = first;

            @Override
            public boolean hasNext() {
                return at != null;
            }

            @Override
            public Node next() {
                Node now = at;
                if (now == null) {
                    throw new NoSuchElementException();
                }
                at = now.next;
                return now;
            }
        };
    }

    @Override
    public String toString() {
        return pointer() + " " + typeName;
    }
}
