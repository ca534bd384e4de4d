package dev.sallyport.guard.tree;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One kind of node that the grammar can produce, with the members that it may have. Immutable once [NodeTypes] is
/// loaded.
final class NodeType {

    /// What a member holds.
    enum Holds {
        /// A string, number or boolean.
        SCALAR,
        /// Nodes with their names around them (`{"ColumnRef": {…}}`), one or a list.
        WRAPPED,
        /// The members of a node of a known type, without its name, one or a list.
        INLINED
    }

    /// One permitted member.
    record Member(String name, Holds holds, @Nullable NodeType type) {}

    private final String name;
    private final Place place;
    private final Map<String, Member> members = new HashMap<>();

    NodeType(String name, Place place) {
        this.name = name;
        this.place = place;
    }

    String name() {
        return name;
    }

    Place place() {
        return place;
    }

    void permit(Member member) {
        members.put(member.name(), member);
    }

    @Nullable
    Member member(String memberName) {
        return members.get(memberName);
    }
}
