package dev.sallyport.quickstart.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.quickstart.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    private Path temp;

    @Test
    void a_folder_whose_path_holds_a_comma_is_refused_and_not_made() {
        Path folder = temp.resolve("a, b").resolve("data");

        assertThatThrownBy(() -> DataFolder.lock(folder))
                .isInstanceOfSatisfying(
                        CliFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(CliFailure.USAGE))
                .hasMessageContaining("comma");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void a_folder_is_one_launchers_at_a_time() throws IOException {
        Path folder = temp.resolve("a data folder");
        try (var first = DataFolder.lock(folder)) {
            assertThat(first.root()).isEqualTo(folder);
            assertThatThrownBy(() -> DataFolder.lock(folder)).hasMessageContaining("already running");
        }
        DataFolder.lock(folder).close();
    }
}
