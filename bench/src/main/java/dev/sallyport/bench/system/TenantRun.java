package dev.sallyport.bench.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.keys.ClientKeys;
import dev.sallyport.sdk.vault.ApiKeyRequest;
import dev.sallyport.sdk.vault.IntegrationRequest;
import dev.sallyport.sdk.vault.IssuedApiKey;
import dev.sallyport.sdk.vault.SealRequest;
import dev.sallyport.sdk.vault.VaultApi;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How much live heap of the proxy a tenant takes: with a connection to its database, and once that was closed because
/// nobody called. Tenants are made by the public calls; each makes one call.
final class TenantRun {

    /// Tenants before the first look: what the first calls leave behind must be gone by then.
    private static final int WARM = 80;
    private static final int LIVE = 40;
    private static final int IDLE_SECONDS = 6;

    private final RunningStack stack;
    private final Side proxy;
    private final VaultApi platform;
    private final URI vault;

    private TenantRun(RunningStack stack, Side proxy, VaultApi platform, URI vault) {
        this.stack = stack;
        this.proxy = proxy;
        this.platform = platform;
        this.vault = vault;
    }

    static boolean run(int tenants) throws Exception {
        try (RunningStack stack = RunningStack.start()) {
            CustomerTable.make(stack);
            Side proxy = new Sides(stack)
                    .replica(
                            "proxy-tenants",
                            List.of(),
                            Map.of("sallyport.target.idle-timeout", IDLE_SECONDS + "s"),
                            true);
            URI vault = URI.create("http://localhost:" + stack.vaultPort);
            try (ClientFile file = stack.readClientFile();
                    SallyportClient admin =
                            SallyportClient.builder().vault(vault).build();
                    Secret typed = Secret.take(
                            file.member("admin").path("password").asText().getBytes(UTF_8))) {
                String email = file.member("admin").path("email").asText();
                return new TenantRun(stack, proxy, admin.vault().login(email, typed), vault).measure(tenants);
            }
        }
    }

    private boolean measure(int tenants) throws Exception {
        long pid = proxy.pids().getFirst();
        List<ClientFile> made = make(WARM + tenants);
        call(made.subList(0, WARM));
        awaitClosed();
        LiveHeap before = LiveHeap.of(pid);
        for (int i = WARM; i < made.size(); i += LIVE) {
            call(made.subList(i, Math.min(made.size(), i + LIVE)));
            awaitClosed();
        }
        LiveHeap idle = LiveHeap.of(pid);
        System.out.printf("%d idle tenants: %d bytes each; what grew:%n", tenants, each(idle, before, tenants));
        idle.printGrowthSince(before, tenants);
        List<ClientFile> live = made.subList(WARM, WARM + Math.min(LIVE, tenants));
        call(live);
        LiveHeap connected = LiveHeap.of(pid);
        long more = each(connected, idle, live.size());
        System.out.printf("%d of them with a connection: %d bytes more each; what grew:%n", live.size(), more);
        connected.printGrowthSince(idle, live.size());
        made.forEach(ClientFile::close);
        var goals = new Goals();
        goals.atMost("P14 live heap of an idle tenant, KiB", 16, each(idle, before, tenants) / 1024.0);
        goals.atMost(
                "P14 live heap of a tenant with a connection, KiB", 48, (each(idle, before, tenants) + more) / 1024.0);
        return goals.report();
    }

    private static long each(LiveHeap now, LiveHeap before, int count) {
        return (now.bytes() - before.bytes()) / count;
    }

    private List<ClientFile> make(int count) throws Exception {
        var made = new ArrayList<ClientFile>();
        for (int i = 0; i < count; i++) {
            VaultApi own = platform.inTenant(platform.tenants()
                    .create("Tenant " + i, Optional.empty())
                    .id()
                    .value());
            CredentialId credential;
            try (ClientFile file = stack.readClientFile();
                    Secret dsn = Secret.take(file.member("customer_database")
                            .path("dsn")
                            .asText()
                            .getBytes(UTF_8))) {
                credential = own.seal(SealRequest.database("shop", dsn)).credentialId();
            }
            String integration = own.integrations()
                    .create(IntegrationRequest.postgres("shop", credential, "query"))
                    .id()
                    .value();
            try (ClientKeys keys = ClientKeys.generate();
                    IssuedApiKey issued = own.apiKeys().create(ApiKeyRequest.of("bench", keys, "proxy:outbound"))) {
                URI proxyUrl = URI.create("http://localhost:" + proxy.port());
                made.add(ClientFile.of(vault, proxyUrl, issued, keys).with("integration_id", integration));
            }
        }
        return made;
    }

    private static void call(List<ClientFile> files) {
        for (ClientFile file : files) {
            try (SallyportClient client = SallyportClient.builder().file(file).build()) {
                client.proxy().query("SELECT id, name FROM bench_customers WHERE id = $1", 7);
            }
        }
    }

    /// Until the proxy has closed every connection to a customer's database, as it does with those that nobody uses.
    private void awaitClosed() throws Exception {
        for (int i = 0; i < 60; i++) {
            if (Counts.counter(proxy.port(), "sallyport_target_connections") == 0) {
                return;
            }
            Thread.sleep(500);
        }
        throw new IllegalStateException("connections stay open");
    }
}
