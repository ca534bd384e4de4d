package dev.sallyport.localkms.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kms.KmsClient;

/// The contract against our own server.
class LocalKmsContractTest extends KmsContract {

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static KmsClient client;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(folder, Clock.systemUTC());
        client = server.root();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Override
    KmsClient kms() {
        return client;
    }
}
