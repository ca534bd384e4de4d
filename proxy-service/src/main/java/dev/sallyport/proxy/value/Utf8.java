package dev.sallyport.proxy.value;

/// Validity of UTF-8. Source: RFC 3629, section 4.
final class Utf8 {

    private Utf8() {}

    /// The length of the well-formed sequence of several bytes at `at`, or 0 where there is none.
    static int sequence(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || at + length > end) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int lowest = switch (lead) {
            case 0xE0 -> 0xA0;
            case 0xF0 -> 0x90;
            default -> 0x80;
        };
        int highest = switch (lead) {
            case 0xED -> 0x9F;
            case 0xF4 -> 0x8F;
            default -> 0xBF;
        };
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
