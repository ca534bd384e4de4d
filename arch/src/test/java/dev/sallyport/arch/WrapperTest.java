package dev.sallyport.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class WrapperTest {

    @Test
    void mvnw_looks_for_a_jdk_before_it_starts_maven() throws IOException {
        var script = Files.readString(Sallyport.sources().resolve("mvnw"));

        assertThat(script)
                .as("re-running the wrapper plugin removes these lines")
                .containsSubsequence(
                        "# >>> sallyport: find a JDK", "/.mvn/find-jdk.sh", "# <<< sallyport", "\nset -euf\n");
    }
}
