package dev.sallyport.sdk.proxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.sdk.answer.Encryption;
import dev.sallyport.sdk.answer.SentRequest;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.http.ApiReply;
import dev.sallyport.sdk.http.ApiRequest;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.http.ProblemReader;
import dev.sallyport.sdk.http.Transport;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** The one call that every operation makes: sends it, verifies what comes back, opens it. */
public final class Outbound {

    private static final String PATH = "/api/v2/proxy/outbound";
    private static final String READS_ONLY = "query";
    private static final int NONCE_BYTES = 32;

    private final Transport transport;
    private final URI endpoint;
    private final Supplier<Map<String, String>> authentication;
    private final Encryption encryption;
    private final SecureRandom random = new SecureRandom();

    /** For {@code SallyportClient}. */
    public Outbound(
            Transport transport, URI proxy, Supplier<Map<String, String>> authentication, Encryption encryption) {
        this.transport = transport;
        this.endpoint = endpoint(proxy);
        this.authentication = authentication;
        this.encryption = encryption;
    }

    /** One operation. Every attempt sends the same nonce, key and body, so it has one effect and one digest. */
    VerifiedAnswer call(IntegrationId integration, String operation, ObjectNode payload) {
        ObjectNode body =
                Json.object().put("integration_id", integration.value()).put("operation", operation);
        body.set("payload", payload);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        ApiRequest request = new ApiRequest("POST", endpoint, headers(operation, nonce), Json.write(body), true);
        ApiReply reply = transport.send(request);
        if (!reply.succeeded()) {
            throw ProblemReader.problemOf(reply);
        }
        SentRequest sent = SentRequest.of(nonce, request.method(), request.pathAndQuery(), request.body());
        return accepted(encryption.open(reply.body(), sent));
    }

    private Map<String, String> headers(String operation, byte[] nonce) {
        Map<String, String> headers = new HashMap<>(authentication.get());
        headers.put("Content-Type", "application/json");
        headers.put("X-Request-Nonce", Base64.getEncoder().encodeToString(nonce));
        if (!operation.equals(READS_ONLY)) {
            headers.put("Idempotency-Key", UUID.randomUUID().toString());
        }
        return headers;
    }

    private static VerifiedAnswer accepted(VerifiedAnswer answer) {
        if (answer.refused()) {
            throw new OperationRefusedException(ProblemReader.read(answer.json(), 200), answer);
        }
        return answer;
    }

    private static URI endpoint(URI proxy) {
        String base = proxy.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH);
    }
}
