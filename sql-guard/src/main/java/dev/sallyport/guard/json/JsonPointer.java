package dev.sallyport.guard.json;

/// Source: RFC 6901.
public final class JsonPointer {

    private JsonPointer() {}

    /// The pointer one level below, with `~` and `/` escaped.
    public static String below(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }
}
