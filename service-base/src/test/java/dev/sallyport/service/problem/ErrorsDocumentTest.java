package dev.sallyport.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `docs/errors.md` is made from the enum: `-Dsallyport.write-docs=true` writes it, and every build compares it.
class ErrorsDocumentTest {

    @Test
    void the_document_says_what_the_enum_says() throws IOException {
        var file = root().resolve("docs/errors.md");
        if (Boolean.getBoolean("sallyport.write-docs")) {
            Files.writeString(file, document());
        }

        assertThat(file).hasContent(document());
    }

    @Test
    void codes_are_unique_and_speak_to_the_caller() {
        var codes = Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList();

        assertThat(new HashSet<>(codes)).hasSameSizeAs(codes);
        assertThat(ProblemCode.values()).allSatisfy(code -> {
            assertThat(code.code()).matches("[a-z][a-z_]+[a-z]");
            assertThat(code.status()).isBetween(400, 599);
            assertThat(code.title()).isNotBlank().doesNotEndWith(".");
            assertThat(code.fix()).endsWith(".");
        });
    }

    private static String document() {
        var text = new StringBuilder("""
                # Errors

                Every refusal is a problem document (RFC 9457) with a stable `error.code`. This page is made from
                `ProblemCode` by a test. A refusal of an authenticated proxy call travels inside the envelope with
                `binding.status` 1; the HTTP status below then stands in the document alone.

                | code | status | meaning | what to do |
                |---|---|---|---|
                """);
        for (ProblemCode code : ProblemCode.values()) {
            text.append("| `%s` | %d | %s | %s |\n".formatted(code.code(), code.status(), code.title(), code.fix()));
        }
        return text.toString();
    }

    private static Path root() {
        var here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("mvnw"))) {
            here = Objects.requireNonNull(here.getParent(), "no repository above");
        }
        return here;
    }
}
