package dev.sallyport.quickstart.stack;

import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.process.Ports;
import java.io.IOException;
import java.net.URI;

/// Ports of everything that listens, all on the loopback interface and free when they were chosen.
///
/// @param vaultInternal TLS, for the proxy alone
/// @param proxyInternal TLS, for the vault alone
/// @param customerDatabase the same at every start, because it stands in the sealed DSN
record Addresses(
        int vault,
        int vaultInternal,
        int proxy,
        int proxyInternal,
        int kms,
        int platformDatabase,
        int customerDatabase) {

    static Addresses claim(DataFolder folder, StackOptions options) throws IOException {
        var ports = new Ports();
        int customer =
                new KeptPorts(folder.folder("conf").resolve("ports.properties")).claim(ports, "customer database");
        return new Addresses(
                ports.claim(options.vaultPort(), "vault"),
                ports.claim(0, "vault's internal routes"),
                ports.claim(options.proxyPort(), "proxy"),
                ports.claim(0, "proxy's internal routes"),
                ports.claim(0, "local KMS"),
                ports.claim(0, "platform database"),
                customer);
    }

    URI vaultUrl() {
        return URI.create("http://localhost:" + vault);
    }

    URI proxyUrl() {
        return URI.create("http://localhost:" + proxy);
    }
}
