package dev.sallyport.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// How the execution of a statement ended.
///
/// @param verb the command tag without its counts (`INSERT`, `CREATE TABLE`), empty where rows were left over
/// @param rows the tag's count, 0 where it has none
/// @param suspended whether the row limit was reached and rows were left over
public record Completion(String verb, long rows, boolean suspended) {

    static final Completion SUSPENDED = new Completion("", 0, true);
    static final Completion EMPTY = new Completion("", 0, false);

    private static final int LONGEST_TAG = 64;

    static Completion read(ByteBuf payload) {
        int length = payload.readableBytes() - 1;
        if (length < 0 || length > LONGEST_TAG) {
            throw new ProtocolViolation("command tag length");
        }
        return ofTag(payload.toString(payload.readerIndex(), length, StandardCharsets.US_ASCII));
    }

    static Completion ofTag(String tag) {
        int last = tag.lastIndexOf(' ');
        String tail = tag.substring(last + 1);
        boolean counted = last > 0
                && !tail.isEmpty()
                && tail.length() <= 18
                && tail.chars().allMatch(c -> c >= '0' && c <= '9');
        return counted
                ? new Completion(tag.substring(0, tag.indexOf(' ')), Long.parseLong(tail), false)
                : new Completion(tag, 0, false);
    }
}
