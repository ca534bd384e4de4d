package dev.sallyport.service.address;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Source: RFC 4291 section 2.2, without zone ids.
final class Ipv6Text {
    private static final int MAX_LENGTH = 45;
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static Optional<IpAddress> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        var head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        var tail = groups(gap < 0 ? "" : text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return Optional.empty();
        }
        int given = head.size() + tail.size();
        if (gap < 0 ? given != GROUPS : given >= GROUPS) {
            return Optional.empty();
        }
        return Optional.of(IpAddress.of(assemble(head, tail)));
    }

    private static byte[] assemble(List<Integer> head, List<Integer> tail) {
        var bytes = new byte[16];
        for (int i = 0; i < head.size(); i++) {
            put(bytes, i, head.get(i));
        }
        for (int i = 0; i < tail.size(); i++) {
            put(bytes, GROUPS - tail.size() + i, tail.get(i));
        }
        return bytes;
    }

    private static void put(byte[] bytes, int group, int value) {
        bytes[2 * group] = (byte) (value >>> 8);
        bytes[2 * group + 1] = (byte) value;
    }

    /// The 16-bit groups of one side of `::`; an IPv4 tail counts as two and may stand only at the end.
    private static @Nullable List<Integer> groups(String side, boolean last) {
        var groups = new ArrayList<Integer>();
        if (side.isEmpty()) {
            return groups;
        }
        var parts = side.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (last && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                var quad = Ipv4Text.parse(parts[i]);
                if (quad.isEmpty()) {
                    return null;
                }
                groups.add((quad.get()[0] & 0xff) << 8 | (quad.get()[1] & 0xff));
                groups.add((quad.get()[2] & 0xff) << 8 | (quad.get()[3] & 0xff));
            } else {
                int value = hexadecimal(parts[i]);
                if (value < 0) {
                    return null;
                }
                groups.add(value);
            }
        }
        return groups;
    }

    private static int hexadecimal(String part) {
        if (part.isEmpty() || part.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < part.length(); i++) {
            int digit = part.charAt(i) < 0x80 ? Character.digit(part.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
