package dev.sallyport.wasm.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The npm client is a script here that hands out an archive of the test's own.
@DisabledOnOs(OS.WINDOWS)
class NpmPackageTest {

    private static final byte[] CONTENT = "the module".getBytes(UTF_8);

    @TempDir
    Path folder;

    @Test
    void the_pinned_file_is_taken_from_the_archive_and_kept() throws IOException {
        var npm = new NpmPackage("@a/b@1.0.0", Map.of("wasm/m.wasm", Sha256.hex(CONTENT)));

        Map<String, byte[]> fetched = npm.files(folder.resolve("cache"), client());
        Map<String, byte[]> kept = npm.files(folder.resolve("cache"), "no-such-npm-client");

        assertThat(fetched.get("wasm/m.wasm")).isEqualTo(CONTENT);
        assertThat(kept.get("wasm/m.wasm")).isEqualTo(CONTENT);
    }

    @Test
    void a_file_with_another_digest_is_refused_and_not_kept() throws IOException {
        var npm = new NpmPackage("@a/b@1.0.0", Map.of("wasm/m.wasm", Sha256.hex(new byte[] {1})));

        assertThatThrownBy(() -> npm.files(folder.resolve("cache"), client()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("pinned wasm/m.wasm");
        try (var left = Files.walk(folder.resolve("cache"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void a_kept_file_that_was_changed_is_fetched_again() throws IOException {
        var npm = new NpmPackage("@a/b@1.0.0", Map.of("wasm/m.wasm", Sha256.hex(CONTENT)));
        npm.files(folder.resolve("cache"), client());
        try (var kept = Files.walk(folder.resolve("cache"))) {
            Files.writeString(kept.filter(Files::isRegularFile).findFirst().orElseThrow(), "changed");
        }

        assertThat(npm.files(folder.resolve("cache"), client()).get("wasm/m.wasm"))
                .isEqualTo(CONTENT);
    }

    @Test
    void a_missing_client_is_said_in_one_line() {
        var npm = new NpmPackage("@a/b@1.0.0", Map.of("wasm/m.wasm", Sha256.hex(CONTENT)));

        assertThatThrownBy(() -> npm.files(folder.resolve("cache"), "no-such-npm-client"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("npm is not on the PATH")
                .hasMessageNotContaining("\n");
    }

    private String client() throws IOException {
        Path archive = Files.write(folder.resolve("made.tgz"), archive());
        Path script = folder.resolve("npm");
        Files.writeString(script, "#!/bin/sh\ncp '" + archive + "' ./b-1.0.0.tgz\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    private static byte[] archive() throws IOException {
        byte[] header = new byte[512];
        byte[] path = "package/wasm/m.wasm".getBytes(UTF_8);
        System.arraycopy(path, 0, header, 0, path.length);
        byte[] size = String.format("%011o", CONTENT.length).getBytes(UTF_8);
        System.arraycopy(size, 0, header, 124, size.length);
        header[156] = '0';
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(header);
            gzip.write(CONTENT);
            gzip.write(new byte[512 - CONTENT.length + 1024]);
        }
        return out.toByteArray();
    }
}
