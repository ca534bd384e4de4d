package dev.sallyport.localkms.contract;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.services.kms.KmsClient;

/// The same contract against LocalStack, so that it is not only our own idea of a KMS. Runs with `-Plocalstack` where a
/// Docker engine is; elsewhere it is skipped by name.
@Tag("localstack")
@EnabledIf(value = "dockerRuns", disabledReason = "no Docker engine runs here, so LocalStack does not either")
class LocalStackContractTest extends KmsContract {

    /// The last release whose image needs no account.
    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.14.0");

    private static final int PORT = 4566;

    private static GenericContainer<?> container;
    private static KmsClient client;

    static boolean dockerRuns() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @BeforeAll
    static void start() {
        container = new GenericContainer<>(IMAGE)
                .withExposedPorts(PORT)
                .withEnv("SERVICES", "kms")
                .waitingFor(Wait.forHttp("/_localstack/health").forPort(PORT));
        container.start();
        client = TestServer.client(
                URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT)), "test", "test");
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (container != null) {
            container.stop();
        }
    }

    @Override
    KmsClient kms() {
        return client;
    }
}
