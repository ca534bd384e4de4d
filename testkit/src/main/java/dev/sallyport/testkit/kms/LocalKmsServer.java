package dev.sallyport.testkit.kms;

import dev.sallyport.localkms.LocalKmsInstance;
import dev.sallyport.localkms.LocalKmsOptions;
import dev.sallyport.localkms.fault.Faults;
import dev.sallyport.localkms.principal.PrincipalDirectory;
import dev.sallyport.localkms.store.StoreKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/// The local KMS on a free port of this machine with the principals [#vault()], [#proxy()], [#rewrap()] and
/// [#admin()]. Their rights are those of `docs/formats.md`, "Who holds what": the vault can seal and never unseal.
/// [#stop()] and [#start()] make a real outage on the same port; keys stay.
public final class LocalKmsServer implements AutoCloseable {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private final Path folder;
    private final Clock clock;
    private final Faults faults = new Faults();
    private final SallyportPrincipals principals = SallyportPrincipals.fresh();
    private final PrincipalDirectory directory = principals.directory();
    private int port;
    private @Nullable LocalKmsInstance instance;

    private LocalKmsServer(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /// Starts a server with an empty store in a temporary folder, which [#close()] removes.
    public static LocalKmsServer started() {
        return started(Clock.systemUTC());
    }

    /// @param clock says when signatures expire and keys are destroyed
    public static LocalKmsServer started(Clock clock) {
        try {
            var server = new LocalKmsServer(Files.createTempDirectory("sallyport-kms"), clock);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts again after [#stop()], on the same port and with the same keys.
    public synchronized void start() {
        if (instance != null) {
            return;
        }
        try {
            instance = LocalKmsInstance.start(new LocalKmsOptions(
                    folder.resolve("data"),
                    new StoreKey.File(folder.resolve("store.key")),
                    directory,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    clock,
                    faults));
            port = instance.port();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the server: connections are refused until [#start()].
    public synchronized void stop() {
        if (instance != null) {
            instance.close();
            instance = null;
        }
    }

    @Override
    public void close() {
        stop();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public String region() {
        return directory.region();
    }

    public Faults faults() {
        return faults;
    }

    /// The folder that holds everything the server writes, for tests that search it.
    public Path folder() {
        return folder;
    }

    public KmsCaller vault() {
        return principals.caller("sallyport-vault");
    }

    public KmsCaller proxy() {
        return principals.caller("sallyport-proxy");
    }

    public KmsCaller rewrap() {
        return principals.caller("sallyport-rewrap");
    }

    public KmsCaller admin() {
        return principals.caller("sallyport-admin");
    }

    /// A new key whose own policy says the same as the principals' policies, so that each alone is enough.
    ///
    /// @return the key's ARN
    public String createTenantKey() {
        try (var client = client(admin())) {
            return client.createKey(request -> request.policy(principals.tenantKeyPolicy()))
                    .keyMetadata()
                    .arn();
        }
    }

    /// An AWS SDK client without retries, so that a test sees every refusal. The caller closes it.
    public KmsClient client(KmsCaller caller) {
        return KmsClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(region()))
                .credentialsProvider(StaticCredentialsProvider.create(caller.credentials()))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(configuration -> configuration
                        .apiCallTimeout(CALL_TIMEOUT)
                        .retryStrategy(RetryMode.STANDARD)
                        .retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
    }
}
