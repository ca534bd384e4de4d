package dev.sallyport.proxy.wire;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.proxy.value.SessionSettings;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.TestCa;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Endpoints and logins of test servers for the wire client, and waiting for its futures.
public final class TestServers {

    private TestServers() {}

    /// TLS that trusts this CA alone.
    public static Endpoint tls(int port, TestCa ca) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", ca.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new Endpoint(address(port), context);
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Endpoint plain(int port) {
        return new Endpoint(address(port), null);
    }

    private static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}), port);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Login login(String user, String word, String database) {
        Map<String, String> settings = new HashMap<>(SessionSettings.textForms());
        settings.put("application_name", "wire-test");
        return new Login(user, database, Secret.copyOf(word.getBytes(StandardCharsets.UTF_8)), false, settings);
    }

    public static Login superuser(EmbeddedPostgres server, String database) {
        return login(EmbeddedPostgres.SUPERUSER, server.superuserSecret(), database);
    }

    /// The result, or the failure as it is, within half a minute.
    public static <T> T on(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (Exception e) {
            throw new AssertionError("no outcome in time", e);
        }
    }
}
