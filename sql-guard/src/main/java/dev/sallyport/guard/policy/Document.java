package dev.sallyport.guard.policy;

import dev.sallyport.guard.json.Json;
import dev.sallyport.guard.json.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One object of a policy's document with the pointer to it: every reading method says what belongs there and where it
/// was missed.
record Document(Map<String, Json> members, String pointer) {

    static Document of(Json value, String pointer) throws PolicyRefusedException {
        if (value instanceof Json.JsonObject(Map<String, Json> members)) {
            return new Document(members, pointer);
        }
        throw new PolicyRefusedException("an object belongs here", pointer);
    }

    String below(String member) {
        return JsonPointer.below(pointer, member);
    }

    void permitOnly(Set<String> known) throws PolicyRefusedException {
        for (String member : members.keySet()) {
            if (!known.contains(member)) {
                throw new PolicyRefusedException(
                        "unknown member; known are " + known.stream().sorted().toList(), below(member));
            }
        }
    }

    boolean has(String member) {
        return members.containsKey(member);
    }

    @Nullable
    Document object(String member) throws PolicyRefusedException {
        Json value = members.get(member);
        return value == null ? null : of(value, below(member));
    }

    String text(String member, String absent) throws PolicyRefusedException {
        Json value = members.get(member);
        if (value == null) {
            return absent;
        }
        return string(value, below(member));
    }

    List<String> texts(String member) throws PolicyRefusedException {
        Json value = members.get(member);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Json.JsonArray(List<Json> items))) {
            throw new PolicyRefusedException("a list belongs here", below(member));
        }
        var texts = new ArrayList<String>();
        for (Json item : items) {
            texts.add(string(item, JsonPointer.below(below(member), Integer.toString(texts.size()))));
        }
        return texts;
    }

    /// Names as they are stored by PostgreSQL: not empty, at most 63 bytes a part, `schema.name` at most.
    List<String> names(String member) throws PolicyRefusedException {
        List<String> names = texts(member);
        for (int i = 0; i < names.size(); i++) {
            checkName(names.get(i), JsonPointer.below(below(member), Integer.toString(i)));
        }
        return names;
    }

    static void checkName(String name, String pointer) throws PolicyRefusedException {
        String[] parts = name.split("\\.", -1);
        boolean bad = parts.length > 2;
        for (String part : parts) {
            bad |= part.isEmpty() || part.length() > 63 || part.chars().anyMatch(Character::isISOControl);
        }
        if (bad) {
            throw new PolicyRefusedException("a name or schema.name belongs here", pointer);
        }
    }

    private static String string(Json value, String pointer) throws PolicyRefusedException {
        if (value instanceof Json.JsonString(String text)) {
            return text;
        }
        throw new PolicyRefusedException("a string belongs here", pointer);
    }
}
