package dev.sallyport.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {

    @TempDir
    Path folder;

    @Test
    void what_is_written_is_for_its_owner_alone_also_over_an_open_file() throws IOException {
        Path file = Files.writeString(folder.resolve("client.json"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        PrivateFile.write(file, "new".getBytes());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).hasContent("new");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void a_file_that_others_may_read_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("client.json"), "{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> ClientFile.read(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("chmod 600");
    }
}
