package dev.sallyport.quickstart.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.databases.CustomerDatabase;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.keys.ClientKeys;
import dev.sallyport.sdk.vault.ApiKeyRequest;
import dev.sallyport.sdk.vault.IntegrationInfo;
import dev.sallyport.sdk.vault.IntegrationRequest;
import dev.sallyport.sdk.vault.IssuedApiKey;
import dev.sallyport.sdk.vault.SealRequest;
import dev.sallyport.sdk.vault.VaultApi;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// The demo tenant, made through the public calls alone: the shop's DSN is sealed and integrated, and a program
/// gets a key. What it needs lies in the client file, which is written last.
final class SetUp {

    static final String ADMIN = "admin@example.com";
    static final String ADMIN_KEPT_AS = "admin";

    private static final String[] OPERATIONS = {"query", "execute", "transaction", "tokenize_and_insert"};
    private static final String[] SCOPES = {
        "proxy:outbound",
        "tokenize",
        "detokenize",
        "evaluate",
        "audit:read",
        "vault:read",
        "vault:write",
        "integrations:read",
        "integrations:write",
        "keys:read",
        "keys:write",
        "policies:read",
        "policies:write",
        "security:write"
    };

    private final DataFolder folder;
    private final Addresses addresses;
    private final CustomerDatabase shop;
    private final KeptSecrets kept;

    SetUp(DataFolder folder, Addresses addresses, CustomerDatabase shop, KeptSecrets kept) {
        this.folder = folder;
        this.addresses = addresses;
        this.shop = shop;
        this.kept = kept;
    }

    /// Makes the tenant where there is no client file yet; otherwise writes into it where the services are now.
    void ensure() throws IOException {
        if (!Files.exists(folder.clientFile())) {
            make();
            return;
        }
        try (ClientFile file = ClientFile.read(folder.clientFile());
                ClientFile moved = file.with("vault_url", addresses.vaultUrl().toString())
                        .with("proxy_url", addresses.proxyUrl().toString())) {
            moved.write(folder.clientFile());
        }
    }

    private void make() throws IOException {
        try (SallyportClient client =
                        SallyportClient.builder().vault(addresses.vaultUrl()).build();
                Secret typed = kept.get(ADMIN_KEPT_AS);
                Secret dsn = shop.applicationDsn();
                ClientKeys keys = ClientKeys.generate()) {
            VaultApi platform = client.vault().login(ADMIN, typed);
            TenantId tenant =
                    platform.tenants().create("Demo shop", Optional.empty()).id();
            VaultApi vault = platform.inTenant(tenant.value());
            CredentialId credential =
                    vault.seal(SealRequest.database("shop", dsn)).credentialId();
            IntegrationInfo integration =
                    vault.integrations().create(IntegrationRequest.postgres("shop", credential, OPERATIONS));
            try (IssuedApiKey issued = vault.apiKeys().create(ApiKeyRequest.of("demo", keys, SCOPES));
                    ClientFile file = ClientFile.of(addresses.vaultUrl(), addresses.proxyUrl(), issued, keys)
                            .with("credential_id", credential.value())
                            .with("integration_id", integration.id().value())
                            .with("admin", admin())
                            .with("customer_database", customerDatabase())) {
                file.write(folder.clientFile());
            }
        }
    }

    private ObjectNode admin() throws IOException {
        return Json.object().put("email", ADMIN).put("password", kept.text(ADMIN_KEPT_AS));
    }

    private ObjectNode customerDatabase() throws IOException {
        try (Secret dsn = shop.applicationDsn();
                Secret adminDsn = shop.adminDsn()) {
            return Json.object()
                    .put("dsn", dsn.<String>reveal(SetUp::text))
                    .put("admin_dsn", adminDsn.<String>reveal(SetUp::text))
                    .put("ca_pem", shop.caPem());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
