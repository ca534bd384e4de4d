package dev.sallyport.quickstart.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCacheTest {

    private static final Instant BUILT = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path folder;

    private StartCache cache = new StartCache(Path.of(""), "");
    private Path jar = Path.of("");

    @BeforeEach
    void build() throws IOException {
        cache = new StartCache(Files.createDirectory(folder.resolve("trained")), "vault-service");
        jar = file(Files.createDirectory(folder.resolve("app")).resolve("run.jar"), BUILT);
    }

    @Test
    void a_start_takes_the_cache_of_a_training() throws IOException {
        file(jar.resolveSibling("app.aot"), BUILT.plusSeconds(1));
        Path trained = file(cache.cache(), BUILT.plusSeconds(60));

        assertThat(cache.use(jar)).containsExactly("-XX:AOTCache=" + trained);
    }

    @Test
    void a_cache_of_an_earlier_build_gives_way_to_what_this_build_made() throws IOException {
        file(cache.cache(), BUILT.minusSeconds(60));
        Path built = file(jar.resolveSibling("app.aot"), BUILT.plusSeconds(1));

        assertThat(cache.use(jar)).containsExactly("-XX:AOTCache=" + built);
    }

    @Test
    void half_a_training_is_none() throws IOException {
        file(cache.record(), BUILT.plusSeconds(60));
        file(cache.assembled(), BUILT.plusSeconds(60));

        assertThat(cache.use(jar)).isEmpty();
    }

    private static Path file(Path path, Instant modified) throws IOException {
        Files.writeString(path, "");
        return Files.setLastModifiedTime(path, FileTime.from(modified));
    }
}
