package consumer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.keys.ClientKeys;
import dev.sallyport.sdk.problem.UnreachableException;
import dev.sallyport.sdk.vault.SealRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** An application on the module path: what it needs is exported, and nothing else is. */
public final class Main {
    public static void main(String[] arguments) {
        try (ClientKeys keys = ClientKeys.generate();
                SallyportClient client = SallyportClient.builder().vault(URI.create(arguments[0])).build();
                Secret dsn = Secret.copyOf("postgresql://".getBytes(StandardCharsets.UTF_8))) {
            JsonNode json = client.vault().get(CredentialId.of("cred_1")).json();
            System.out.println("read " + json.path("name").asText() + ", key of " + keys.publicKey().length + " bytes");
            client.vault().seal(SealRequest.database("x", dsn));
        } catch (UnreachableException e) {
            System.out.println("unreachable");
        }
        Module sdk = SallyportClient.class.getModule();
        System.out.println(sdk.getName() + " " + sdk.isExported("dev.sallyport.sdk.management"));
    }
}
