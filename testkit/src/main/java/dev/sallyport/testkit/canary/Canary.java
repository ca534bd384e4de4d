package dev.sallyport.testkit.canary;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A secret planted by a test, searched for as plain text, base64 (all three alignments), hexadecimal, URL-encoded and
/// UTF-16.
///
/// Immutable and thread safe. Takes text of at least 12 characters: a shorter one is found by chance.
public final class Canary {

    private static final int PIECE = 1 << 20;

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

    /// The forms in which the secret stands in a file of any size, read piece by piece.
    public List<String> formsIn(Path file) throws IOException {
        Set<String> found = new TreeSet<>();
        int overlap =
                forms.values().stream().mapToInt(needle -> needle.length).max().orElseThrow();
        byte[] window = new byte[PIECE + overlap];
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.readNBytes(window, 0, PIECE); read > 0; read = in.readNBytes(window, kept, PIECE)) {
                int filled = kept + read;
                found.addAll(formsIn(Arrays.copyOf(window, filled)));
                kept = Math.min(overlap, filled);
                System.arraycopy(window, filled - kept, window, 0, kept);
            }
        }
        return List.copyOf(found);
    }

    /// Every regular file below a folder that holds the secret, as `file: forms`. A file that goes away meanwhile is
    /// left out.
    public List<String> filesBelow(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                List<String> in = attributes.isRegularFile() ? formsIn(file) : List.of();
                if (!in.isEmpty()) {
                    found.add(folder.relativize(file) + ": " + in);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return found;
    }

    private static int indexOf(byte[] bytes, byte[] needle) {
        byte first = needle[0];
        outer:
        for (int i = 0; i <= bytes.length - needle.length; i++) {
            if (bytes[i] != first) {
                continue;
            }
            for (int j = 1; j < needle.length; j++) {
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
