package dev.sallyport.quickstart.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresBinariesTest {

    @Test
    void a_folder_that_is_named_by_a_detour_is_unpacked_into(@TempDir Path temporary) throws IOException {
        // Given
        Path detour =
                Files.createDirectories(temporary.resolve("a")).resolve("..").resolve("binaries");

        // When
        PostgresBinaries binaries = PostgresBinaries.unpack(detour);

        // Then
        assertThat(binaries.home().resolve("bin").resolve("postgres")).isExecutable();
        assertThat(binaries.home().startsWith(temporary.resolve("binaries"))).isTrue();
    }
}
