package dev.sallyport.localkms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.localkms.contract.TestServer;
import dev.sallyport.localkms.principal.PrincipalsFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kms.KmsClient;

/// The program as a process of its own: started, killed, started again.
@Timeout(90)
class LocalKmsProcessTest {

    private static final Path EXAMPLE = Path.of("examples/principals.json");

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void the_example_of_the_readme_is_read() throws IOException {
        var principals = PrincipalsFile.parse(Files.readString(EXAMPLE));

        assertThat(principals.byAccessKey("AKIAEXAMPLE00001")).isPresent();
        assertThat(principals.region()).isEqualTo("eu-central-1");
    }

    @Test
    void keys_outlive_a_kill_in_the_middle_of_writing() throws Exception {
        var made = new ArrayList<String>();
        var first = start();
        try (var client = admin(first.endpoint())) {
            for (int i = 0; i < 20; i++) {
                made.add(client.createKey(request -> {}).keyMetadata().keyId());
            }
            var writer = Thread.ofVirtual().start(() -> createUntilItFails(client, made));
            Thread.sleep(200);
            first.process().destroyForcibly().waitFor();
            writer.join();
        }

        var second = start();

        try (var client = admin(second.endpoint())) {
            for (String key : made) {
                assertThat(client.describeKey(request -> request.keyId(key))
                                .keyMetadata()
                                .enabled())
                        .isTrue();
            }
        }
        assertThat(made).hasSizeGreaterThan(20);
    }

    @Test
    void sigterm_ends_it_and_a_loose_umask_leaves_no_open_file() throws Exception {
        var running = start();
        try (var client = admin(running.endpoint())) {
            client.createKey(request -> {});
        }

        running.process().destroy();

        assertThat(running.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (var files = Files.walk(folder.resolve("data"))) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !file.endsWith("lock")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("store.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_principals_file_that_others_can_read_ends_the_start_with_one_line() throws Exception {
        var file = principals();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        var process = launch();
        var error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(error.strip())
                .startsWith("local-kms: ")
                .contains("chmod 600")
                .doesNotContain("\n");
    }

    private record Running(Process process, URI endpoint) {}

    private Running start() throws IOException {
        principals();
        var process = launch();
        BufferedReader out = process.inputReader();
        var line = Objects.requireNonNull(out.readLine(), "the process ended");
        assertThat(line)
                .matches("ready local-kms http://127\\.0\\.0\\.1:[0-9]+ region=eu-central-1 account=000000000000");
        return new Running(process, URI.create(line.split(" ")[2]));
    }

    /// Under `umask 000`, so that a file that relied on the umask would be open to everyone.
    private Process launch() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "umask 000; exec \"$@\"",
                        "sh",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.sallyport.localkms.LocalKms",
                        "--data",
                        folder.resolve("data").toString(),
                        "--key-file",
                        folder.resolve("store.key").toString(),
                        "--principals",
                        folder.resolve("principals.json").toString())
                .start();
        processes.add(process);
        return process;
    }

    private Path principals() throws IOException {
        var file = folder.resolve("principals.json");
        Files.writeString(file, Files.readString(EXAMPLE));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static void createUntilItFails(KmsClient client, List<String> made) {
        try {
            while (made.size() < 10_000) {
                made.add(client.createKey(request -> {}).keyMetadata().keyId());
            }
        } catch (RuntimeException _) {
            // the server was killed: whatever was answered must be there
        }
    }

    private static KmsClient admin(URI endpoint) {
        return TestServer.client(endpoint, "AKIAEXAMPLE00004", "replace-with-40-random-characters-admin");
    }
}
