package dev.sallyport.localkms.contract;

import dev.sallyport.localkms.LocalKmsInstance;
import dev.sallyport.localkms.LocalKmsOptions;
import dev.sallyport.localkms.fault.Faults;
import dev.sallyport.localkms.policy.Policy;
import dev.sallyport.localkms.principal.Principal;
import dev.sallyport.localkms.principal.PrincipalDirectory;
import dev.sallyport.localkms.store.StoreKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/// A server in the test's process with two principals: `root`, who may do everything, and `guest`, whose own policy
/// allows nothing.
public final class TestServer implements AutoCloseable {

    public static final String REGION = "eu-central-1";
    public static final String GUEST_ARN = "arn:aws:iam::000000000000:user/guest";
    public static final String ROOT_ARN = "arn:aws:iam::000000000000:user/root";
    public static final String ROOT_ID = "AKIAROOT";
    public static final String ROOT_KEY = "rootrootrootrootrootrootrootrootrootroot";
    public static final String GUEST_ID = "AKIAGUEST";
    public static final String GUEST_KEY = "guestguestguestguestguestguestguestguest";

    public static final PrincipalDirectory PRINCIPALS = new PrincipalDirectory(
            "000000000000",
            REGION,
            List.of(
                    principal("root", ROOT_ARN, ROOT_ID, ROOT_KEY, "Allow"),
                    principal("guest", GUEST_ARN, GUEST_ID, GUEST_KEY, null)));

    private final LocalKmsInstance instance;
    private final Faults faults;

    private TestServer(LocalKmsInstance instance, Faults faults) {
        this.instance = instance;
        this.faults = faults;
    }

    public static TestServer start(Path folder, Clock clock) throws IOException {
        var faults = new Faults();
        return new TestServer(
                LocalKmsInstance.start(new LocalKmsOptions(
                        folder.resolve("data"),
                        new StoreKey.File(folder.resolve("store.key")),
                        PRINCIPALS,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        clock,
                        faults)),
                faults);
    }

    public Faults faults() {
        return faults;
    }

    public URI endpoint() {
        return instance.endpoint();
    }

    public KmsClient root() {
        return client(instance.endpoint(), ROOT_ID, ROOT_KEY);
    }

    public KmsClient guest() {
        return client(instance.endpoint(), GUEST_ID, GUEST_KEY);
    }

    /// A client without retries.
    public static KmsClient client(URI endpoint, String accessKeyId, String signingKey) {
        return KmsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, signingKey)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(configuration -> configuration
                        .apiCallTimeout(Duration.ofSeconds(20))
                        .retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
    }

    @Override
    public void close() {
        instance.close();
    }

    private static Principal principal(String name, String arn, String id, String key, String effect) {
        var allowed = effect == null ? "kms:Nothing" : "kms:*";
        return new Principal(
                name,
                arn,
                id,
                key.getBytes(StandardCharsets.US_ASCII),
                Policy.ofPrincipal(
                        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"" + allowed + "\",\"Resource\":\"*\"}}"));
    }
}
