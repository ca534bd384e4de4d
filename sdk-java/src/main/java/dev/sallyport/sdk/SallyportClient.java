package dev.sallyport.sdk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.answer.Encryption;
import dev.sallyport.sdk.audit.AuditApi;
import dev.sallyport.sdk.proxy.ProxyApi;
import dev.sallyport.sdk.vault.VaultApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client of both services. Make one, share it between threads, close it at the end: closing wipes its keys.
 *
 * <pre>{@code
 * try (SallyportClient client = SallyportClient.fromClientFile(Path.of("client.json"))) {
 *     for (Row row : client.proxy().query("SELECT id, name FROM customers WHERE city = $1", "Berlin")) {
 *         System.out.println(row.cell("id").asLong() + " " + row.cell("name").asText());
 *     }
 * }
 * }</pre>
 */
public final class SallyportClient implements AutoCloseable {

    private final VaultApi vault;
    private final @Nullable ProxyApi proxy;
    private final @Nullable Encryption encryption;
    private final @Nullable AuditApi audit;
    private final @Nullable AuditApi vaultAudit;
    private final List<AutoCloseable> owned;

    SallyportClient(
            VaultApi vault,
            @Nullable ProxyApi proxy,
            @Nullable Encryption encryption,
            @Nullable AuditApi audit,
            @Nullable AuditApi vaultAudit,
            List<AutoCloseable> owned) {
        this.vault = vault;
        this.proxy = proxy;
        this.encryption = encryption;
        this.audit = audit;
        this.vaultAudit = vaultAudit;
        this.owned = List.copyOf(owned);
    }

    /** A client with all that {@code file} holds. See {@link ClientFile}. */
    public static SallyportClient fromClientFile(Path file) throws IOException {
        try (ClientFile read = ClientFile.read(file)) {
            return builder().file(read).build();
        }
    }

    /** For a client that is not in a file, or not configured as by default. */
    public static SallyportClientBuilder builder() {
        return new SallyportClientBuilder();
    }

    /** The vault's management calls. */
    public VaultApi vault() {
        return vault;
    }

    /**
     * Permitted work on databases.
     *
     * @throws IllegalStateException where the client was built without its keys
     */
    public ProxyApi proxy() {
        return required(proxy);
    }

    /**
     * Verifies and opens envelopes that came another way.
     *
     * @throws IllegalStateException where the client was built without its keys
     */
    public Encryption encryption() {
        return required(encryption);
    }

    /**
     * Proofs that the proxy keeps what its answers promise.
     *
     * @throws IllegalStateException where the client was built without its keys
     */
    public AuditApi audit() {
        return required(audit);
    }

    /**
     * The vault's own audit log: what was done to the tenant's credentials, keys, integrations and policies.
     *
     * @throws IllegalStateException where the client was built without its keys
     */
    public AuditApi vaultAudit() {
        return required(vaultAudit);
    }

    /** Wipes the keys. */
    @Override
    public void close() {
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("a key was not wiped", e);
            }
        }
    }

    private static <T> T required(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("this client was built without a proxy and its own keys");
        }
        return part;
    }

    /** The API key becomes a text here because the HTTP client takes headers as texts. */
    static Map<String, String> authentication(@Nullable Secret apiKey) {
        return apiKey == null ? Map.of() : Map.of("X-API-Key", apiKey.reveal(key -> new String(key, US_ASCII)));
    }
}
