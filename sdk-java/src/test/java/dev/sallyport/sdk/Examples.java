package dev.sallyport.sdk;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.keys.ClientKeys;
import dev.sallyport.sdk.problem.EnvelopeRefusedException;
import dev.sallyport.sdk.problem.ProblemException;
import dev.sallyport.sdk.proxy.InsertResult;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import dev.sallyport.sdk.proxy.Row;
import dev.sallyport.sdk.proxy.Statement;
import dev.sallyport.sdk.proxy.Tokenize;
import dev.sallyport.sdk.vault.ApiKeyRequest;
import dev.sallyport.sdk.vault.Finding;
import dev.sallyport.sdk.vault.IntegrationInfo;
import dev.sallyport.sdk.vault.IntegrationRequest;
import dev.sallyport.sdk.vault.IssuedApiKey;
import dev.sallyport.sdk.vault.SealReceipt;
import dev.sallyport.sdk.vault.SealRequest;
import dev.sallyport.sdk.vault.VaultApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The examples of the README, word for word; {@link ExamplesTest} runs them and compares the texts. */
final class Examples {

    private Examples() {}

    static void query(Path file) throws IOException {
        // [query]
        try (SallyportClient client = SallyportClient.fromClientFile(file)) {
            for (Row row : client.proxy().query("SELECT id, name FROM customers WHERE city = $1", "Berlin")) {
                System.out.println(
                        row.cell("id").asLong() + " " + row.cell("name").asText());
            }
        }
        // [end]
    }

    static String write(SallyportClient client) {
        // [write]
        client.proxy()
                .execute("UPDATE orders SET status = 'paid' WHERE id = $1", "0190a3c0-0000-7000-8000-000000000003");

        client.proxy()
                .transaction(List.of(
                        Statement.of("UPDATE products SET stock = stock - $1 WHERE sku = $2", 1, "LAMP-01")
                                .expectingRows(1),
                        Statement.of("INSERT INTO orders (customer_id) VALUES ($1)", 1)));

        InsertResult inserted = client.proxy()
                .tokenizeAndInsert(
                        "customers",
                        Map.of("name", "Ines Roth", "email", "ines.roth@example.com", "city", "Graz"),
                        Map.of("email", Tokenize.as("email")));
        String token = inserted.token("email");
        // [end]
        return token;
    }

    static String problems(SallyportClient client) {
        // [problems]
        try {
            client.proxy().execute("DELETE FROM customers");
        } catch (OperationRefusedException refused) { // signed by the proxy: verified like any answer
            return refused.code() + " → " + refused.fix();
        } catch (ProblemException refused) { // before the proxy knew who called: a key, a limit, a malformed call
            return refused.code() + " → " + refused.fix();
        } catch (EnvelopeRefusedException refused) { // altered, replayed or not for us: nothing of it was read
            return "not to be believed";
        }
        // [end]
        return "";
    }

    static String envelope(SallyportClient client, Path kept) throws IOException {
        // [envelope]
        VerifiedAnswer answer = client.encryption().decrypt(Files.readString(kept));
        System.out.println(answer.auditEventId() + " " + answer.issuedAt() + " " + answer.json());
        // [end]
        return answer.json().toString();
    }

    static void setUp(URI vaultUrl, URI proxyUrl, String email, Secret typed, Secret dsn, Path file)
            throws IOException {
        // [setup]
        try (SallyportClient client = SallyportClient.builder().vault(vaultUrl).build();
                ClientKeys keys = ClientKeys.generate()) {
            VaultApi vault = client.vault().login(email, typed);
            SealReceipt sealed = vault.seal(SealRequest.database("shop", dsn));
            for (Finding finding : sealed.findings()) {
                System.out.println(finding.severity() + ": " + finding.message() + " " + finding.fix());
            }
            CredentialId credential = sealed.credentialId();
            IntegrationInfo integration =
                    vault.integrations().create(IntegrationRequest.postgres("shop", credential, "query", "execute"));
            try (IssuedApiKey issued = vault.apiKeys().create(ApiKeyRequest.of("web", keys, "proxy:outbound"));
                    ClientFile made = ClientFile.of(vaultUrl, proxyUrl, issued, keys)
                            .with("integration_id", integration.id().value())) {
                made.write(file);
            }
        }
        // [end]
    }
}
