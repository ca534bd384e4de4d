package dev.sallyport.testkit.canary;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A secret planted by a test, searched for as plain text, base64 (all three alignments), hexadecimal, URL-encoded and
/// UTF-16.
///
/// Immutable and thread safe. Takes text of at least 12 characters: a shorter one is found by chance.
public final class Canary {

    private final Map<String, byte[]> forms = new LinkedHashMap<>();

    /// Plants nothing by itself: the caller puts `text` where the secret belongs.
    public Canary(String text) {
        if (text.length() < 12) {
            throw new IllegalArgumentException("a canary needs at least 12 characters");
        }
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        forms.put("plain", plain);
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[plain.length + shift];
            System.arraycopy(plain, 0, shifted, shift, plain.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // The first and the last group mix with bytes beside the secret: leave both out.
            String inner = encoded.substring(shift == 0 ? 0 : 4, encoded.length() - 4);
            forms.put("base64+" + shift, ascii(inner));
            forms.put("base64url+" + shift, ascii(inner.replace('+', '-').replace('/', '_')));
        }
        forms.put("hex", ascii(HexFormat.of().formatHex(plain)));
        forms.put("HEX", ascii(HexFormat.of().withUpperCase().formatHex(plain)));
        forms.put("url", ascii(URLEncoder.encode(text, StandardCharsets.UTF_8)));
        forms.put("utf-16le", text.getBytes(StandardCharsets.UTF_16LE));
        forms.put("utf-16be", text.getBytes(StandardCharsets.UTF_16BE));
    }

    /// The forms in which the secret stands in these bytes; empty where it does not.
    public List<String> formsIn(byte[] bytes) {
        List<String> found = new ArrayList<>();
        forms.forEach((form, needle) -> {
            if (indexOf(bytes, needle) >= 0) {
                found.add(form);
            }
        });
        return found;
    }

    /// The forms in which the secret stands in this text.
    public List<String> formsIn(String text) {
        return formsIn(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Every regular file below a folder that holds the secret, as `file: forms`.
    public List<String> filesBelow(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                List<String> in = formsIn(Files.readAllBytes(path));
                if (!in.isEmpty()) {
                    found.add(folder.relativize(path) + ": " + in);
                }
            }
        }
        return found;
    }

    private static int indexOf(byte[] bytes, byte[] needle) {
        outer:
        for (int i = 0; i <= bytes.length - needle.length; i++) {
            for (int j = 0; j < needle.length; j++) {
                if (bytes[i + j] != needle[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
