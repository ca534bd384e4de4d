package dev.sallyport.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.crypto.pq.PostQuantum;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK as a named module, from outside: an application is compiled against it and runs in a process of its own. */
class ModuleTest {

    private static final Path SOURCES = Path.of("src", "test", "resources", "module");

    @TempDir
    private Path folder;

    @Test
    void an_application_on_the_module_path_compiles_and_calls_the_vault() throws Exception {
        try (SallyportServer server = new SallyportServer()) {
            server.managed.put(
                    "GET /api/v2/vault/credentials/cred_1", "{\"credential_id\":\"cred_1\",\"name\":\"orders\"}");
            server.managed.put("POST /api/v2/vault/seal", "{\"credential_id\":\"cred_1\",\"version\":1}");

            assertThat(compile()).isEmpty();
            String printed = run(server.address().toString());

            assertThat(printed.lines()).containsExactly("read orders, key of 1184 bytes", "dev.sallyport.sdk false");
            assertThat(server.management).containsKey("POST /api/v2/vault/seal");
        }
    }

    private String compile() {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        errors,
                        errors,
                        "--release",
                        "17",
                        "--module-path",
                        modulePath(),
                        "-d",
                        folder.toString(),
                        SOURCES.resolve("module-info.java").toString(),
                        SOURCES.resolve("consumer").resolve("Main.java").toString());
        return errors.toString(StandardCharsets.UTF_8);
    }

    private String run(String vault) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--module-path",
                        modulePath() + File.pathSeparator + folder,
                        "--module",
                        "consumer/consumer.Main",
                        vault)
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return printed;
    }

    /** What an application needs on its module path, and no more. */
    private static String modulePath() {
        return Stream.of(
                        SallyportClient.class,
                        PostQuantum.class,
                        ObjectMapper.class,
                        JsonFactory.class,
                        JsonInclude.class,
                        ParametersWithRandom.class)
                .map(ModuleTest::place)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
