package dev.sallyport.guard.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

    /// Few, and compared by reference first: faster than a map.
    private final List<Member> members = new ArrayList<>();

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
        members.add(member);
    }

    Stream<String> memberNames() {
        return members.stream().map(Member::name);
    }

    @Nullable
    Member member(String memberName) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).name().equals(memberName)) {
                return members.get(i);
            }
        }
        return null;
    }
}
