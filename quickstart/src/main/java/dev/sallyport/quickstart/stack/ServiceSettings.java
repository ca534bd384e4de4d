package dev.sallyport.quickstart.stack;

import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.quickstart.ceremony.KeyCeremony;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.quickstart.files.OwnerOnly;
import dev.sallyport.quickstart.kms.KmsPrincipal;
import dev.sallyport.quickstart.kms.KmsSetUp;
import dev.sallyport.quickstart.kms.LocalKms;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;

/// The configuration file of each service, mode 0600: it holds what would otherwise stand in arguments or
/// environment.
final class ServiceSettings {

    private static final String LOOPBACK = "127.0.0.0/8,::1/128";

    private final DataFolder folder;
    private final Addresses addresses;
    private final Certificates certificates;
    private final KeptSecrets kept;
    private final URI kms;

    ServiceSettings(DataFolder folder, Addresses addresses, Certificates certificates, KeptSecrets kept, URI kms) {
        this.folder = folder;
        this.addresses = addresses;
        this.certificates = certificates;
        this.kept = kept;
        this.kms = kms;
    }

    /// Holds the key ceremony where this is the first start. The KMS must run.
    void ensureKeys() throws Exception {
        Path keys = keys();
        tokenKeys().ensure();
        if (KeyCeremony.isDone(keys)) {
            return;
        }
        var setUp = new KmsSetUp(kms, kept);
        var platformKey = setUp.createPlatformKey();
        try (var wrapper = setUp.proxysWrapper()) {
            new KeyCeremony(PostQuantum.pinned("bc"), wrapper, platformKey, Clock.systemUTC()).hold(keys);
        }
    }

    /// Writes the vault's file.
    Path vault() throws IOException {
        var settings = common("vault", addresses.vault(), addresses.vaultInternal(), KmsPrincipal.VAULT);
        settings.setProperty("sallyport.database.ca", certificates.platformCa().toString());
        settings.setProperty("sallyport.migration.username", "vault_owner");
        settings.setProperty("sallyport.migration.password", kept.text("vault_owner"));
        settings.setProperty(
                "sallyport.keys.file", keys().resolve("vault-keys.json").toString());
        settings.setProperty(
                "sallyport.internal.certificate",
                certificates.certificate("vault").toString());
        settings.setProperty("sallyport.internal.key", certificates.key("vault").toString());
        settings.setProperty(
                "sallyport.service.key", tokenKeys().privateKey("vault").toString());
        settings.setProperty("sallyport.proxy.url", "https://localhost:" + addresses.proxyInternal());
        settings.setProperty("sallyport.proxy.ca", certificates.platformCa().toString());
        settings.setProperty(
                "sallyport.proxy.token-key", tokenKeys().publicKey("proxy").toString());
        settings.setProperty("sallyport.tenant-keys.create", "true");
        settings.setProperty("sallyport.tenant-keys.administrator", KmsPrincipal.OPERATOR.arn());
        settings.setProperty("sallyport.tenant-keys.vault-principal", KmsPrincipal.VAULT.arn());
        settings.setProperty("sallyport.tenant-keys.proxy-principal", KmsPrincipal.PROXY.arn());
        settings.setProperty("sallyport.people.issuer", addresses.vaultUrl().toString());
        settings.setProperty(
                "sallyport.people.token-key", tokenKeys().privateKey("people").toString());
        settings.setProperty("sallyport.bootstrap.admin-file", adminFile().toString());
        return write("vault", settings);
    }

    /// Writes the proxy's file.
    Path proxy() throws IOException {
        var settings = common("proxy", addresses.proxy(), addresses.proxyInternal(), KmsPrincipal.PROXY);
        settings.setProperty(
                "quarkus.http.ssl.certificate.files",
                certificates.certificate("proxy").toString());
        settings.setProperty(
                "quarkus.http.ssl.certificate.key-files",
                certificates.key("proxy").toString());
        settings.setProperty("quarkus.datasource.jdbc.url", migrationUrl("proxy"));
        settings.setProperty("quarkus.datasource.username", "proxy_owner");
        settings.setProperty("quarkus.datasource.password", kept.text("proxy_owner"));
        settings.setProperty(
                "sallyport.database.ca-file", certificates.platformCa().toString());
        settings.setProperty(
                "sallyport.keys.file", keys().resolve("proxy-keys.json").toString());
        settings.setProperty("sallyport.vault.timeout", "10s");
        settings.setProperty("sallyport.vault.url", "https://localhost:" + addresses.vaultInternal());
        settings.setProperty(
                "sallyport.vault.ca-file", certificates.platformCa().toString());
        settings.setProperty(
                "sallyport.vault.private-key-file",
                tokenKeys().privateKey("proxy").toString());
        settings.setProperty(
                "sallyport.vault.public-key-file",
                tokenKeys().publicKey("vault").toString());
        return write("proxy", settings);
    }

    private Properties common(String service, int port, int internalPort, KmsPrincipal principal) throws IOException {
        var settings = new Properties();
        settings.setProperty("quarkus.http.host", "localhost");
        settings.setProperty("quarkus.http.port", Integer.toString(port));
        settings.setProperty("quarkus.http.ssl-port", Integer.toString(internalPort));
        // A start asks until it is ready; the answers before are no news.
        settings.setProperty("quarkus.log.category.\"io.smallrye.health\".level", "ERROR");
        settings.setProperty("sallyport.database.host", "localhost");
        settings.setProperty("sallyport.database.port", Integer.toString(addresses.platformDatabase()));
        settings.setProperty("sallyport.database.name", service);
        settings.setProperty("sallyport.database.username", service + "_app");
        settings.setProperty("sallyport.database.password", kept.text(service + "_app"));
        settings.setProperty("sallyport.kms.region", LocalKms.region());
        settings.setProperty("sallyport.kms.endpoint", kms.toString());
        settings.setProperty("sallyport.kms.access-key-id", principal.accessKeyId());
        settings.setProperty("sallyport.kms.secret-access-key", kept.text(principal.keptAs()));
        settings.setProperty("sallyport.target-addresses.allowed", LOOPBACK);
        // The first call of a cold virtual machine on a busy laptop takes longer than one between servers ever should.
        settings.setProperty("sallyport.kms.attempt-timeout", "15s");
        settings.setProperty("sallyport.kms.call-timeout", "20s");
        return settings;
    }

    /// The first administrator of the platform, for a vault that knows nobody yet.
    private Path adminFile() throws IOException {
        return OwnerOnly.write(
                folder.folder("conf").resolve("admin.json"),
                "{\"email\":\"" + SetUp.ADMIN + "\",\"password\":\"" + kept.text(SetUp.ADMIN_KEPT_AS) + "\"}");
    }

    private String migrationUrl(String database) {
        return "jdbc:postgresql://localhost:" + addresses.platformDatabase() + "/" + database
                + "?sslmode=verify-full&sslrootcert="
                + URLEncoder.encode(certificates.platformCa().toString(), StandardCharsets.UTF_8);
    }

    private Path keys() throws IOException {
        return folder.folder("keys");
    }

    private ServiceTokenKeys tokenKeys() throws IOException {
        return new ServiceTokenKeys(keys());
    }

    /// `NAME-local.properties` beside the written file is the user's own: what stands there wins.
    static String locations(Path written) {
        Path local =
                written.resolveSibling(written.getFileName().toString().replace(".properties", "-local.properties"));
        return Files.exists(local) ? location(local) + "," + location(written) : location(written);
    }

    /// A location is a URI: the data folder's name may hold blanks.
    private static String location(Path file) {
        return file.toUri().toString();
    }

    private Path write(String service, Properties settings) throws IOException {
        var text = new StringWriter();
        settings.store(text, "Written at every start: change " + service + "-local.properties beside it instead.");
        return OwnerOnly.write(folder.folder("conf").resolve(service + ".properties"), text.toString());
    }
}
