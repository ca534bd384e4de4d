package dev.sallyport.testkit.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanaryTest {

    private static final String TEXT = "cAnaRy/pass+word=7913";
    private final Canary canary = new Canary(TEXT);

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy", "xyz", "postgresql://u:"})
    void a_secret_is_found_in_every_form_at_every_alignment(String before) {
        String text = before + TEXT + "@host";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(canary.formsIn(text)).contains("plain");
        assertThat(canary.formsIn(Base64.getEncoder().encodeToString(bytes))).isNotEmpty();
        assertThat(canary.formsIn(Base64.getUrlEncoder().encodeToString(bytes))).isNotEmpty();
        assertThat(canary.formsIn(HexFormat.of().formatHex(bytes))).contains("hex");
        assertThat(canary.formsIn(URLEncoder.encode(text, StandardCharsets.UTF_8)))
                .contains("url");
        assertThat(canary.formsIn(text.getBytes(StandardCharsets.UTF_16BE))).contains("utf-16be");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_048_570, 1_048_576, 2_097_140, 3_000_000})
    void a_secret_in_a_large_file_is_found_wherever_it_stands(int before, @TempDir Path folder) throws Exception {
        byte[] content = new byte[before + TEXT.length() + 77];
        System.arraycopy(TEXT.getBytes(StandardCharsets.UTF_8), 0, content, before, TEXT.length());
        Path file = Files.write(folder.resolve("large"), content);

        assertThat(canary.formsIn(file)).containsExactly("plain");
        assertThat(canary.filesBelow(folder)).containsExactly("large: [plain]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cAnaRy", "nothing of the kind stands here, really nothing"})
    void other_text_is_not_taken_for_the_secret(String text) {
        assertThat(canary.formsIn(text)).isEmpty();
        assertThat(canary.formsIn(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }
}
