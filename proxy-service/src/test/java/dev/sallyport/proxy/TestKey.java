package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.envelope.Envelope;
import dev.sallyport.crypto.envelope.EnvelopeOpener;
import dev.sallyport.crypto.envelope.EnvelopeVerifier;
import dev.sallyport.crypto.envelope.Expectation;
import dev.sallyport.crypto.envelope.HmacKey;
import dev.sallyport.crypto.envelope.KeyRing;
import dev.sallyport.crypto.envelope.OpenedAnswer;
import dev.sallyport.crypto.envelope.RequestDigest;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.secret.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The holder of an API key: calls, verifies and opens as a client does.
record TestKey(
        Installation installation,
        TenantId tenant,
        ApiKeyId id,
        Secret text,
        HmacKey hmacKey,
        KemKeyId kemKeyId,
        KemPrivateKey kem) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /// What came back: an opened envelope, or a plain problem with its HTTP status; `text` is the answer as it was
    /// sent.
    record Reply(
            int httpStatus,
            boolean isEnvelope,
            boolean isProblem,
            JsonObject json,
            HttpResponse<String> raw,
            String text) {

        String code() {
            return isProblem ? json.getJsonObject("error").getString("code") : "ok";
        }

        JsonObject details() {
            return json.getJsonObject("error").getJsonObject("details");
        }

        JsonArray rows() {
            return json.getJsonArray("rows");
        }
    }

    Reply query(TestTenant.TestIntegration integration, String sql, Object... params) {
        return call(integration.id().value(), "query", statement(sql, params));
    }

    Reply execute(TestTenant.TestIntegration integration, String sql, Object... params) {
        return call(integration.id().value(), "execute", statement(sql, params));
    }

    static JsonObject statement(String sql, Object... params) {
        return new JsonObject().put("sql", sql).put("params", new JsonArray(java.util.Arrays.asList(params)));
    }

    Reply call(String integration, String operation, JsonObject payload) {
        return call(integration, operation, payload, Optional.empty());
    }

    Reply call(String integration, String operation, JsonObject payload, Optional<String> idempotencyKey) {
        JsonObject body = new JsonObject()
                .put("integration_id", integration)
                .put("operation", operation)
                .put("payload", payload);
        return send(body.encode(), idempotencyKey, nonce());
    }

    static byte[] nonce() {
        byte[] nonce = new byte[32];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    Reply send(String body, Optional<String> idempotencyKey, byte[] nonce) {
        HttpRequest.Builder request = HttpRequest.newBuilder(installation.outbound())
                .header("Content-Type", "application/json")
                .header("X-Api-Key", text.reveal(bytes -> new String(bytes, UTF_8)))
                .header("X-Request-Nonce", KeyCeremony.base64(nonce))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
        HttpResponse<String> response = installation.send(request.build());
        if (response.statusCode() != 200) {
            return new Reply(
                    response.statusCode(), false, true, new JsonObject(response.body()), response, response.body());
        }
        OpenedAnswer answer = open(response.body(), body, nonce);
        String text = new String(answer.plaintext(), UTF_8);
        return new Reply(200, true, answer.isProblem(), new JsonObject(text), response, text);
    }

    OpenedAnswer open(String envelope, String body, byte[] nonce) {
        byte[] digest = RequestDigest.of("POST", "/api/v2/proxy/outbound", body.getBytes(UTF_8));
        KeyRing ring = new KeyRing(tenant, List.of(installation.keys.signer()), List.of(hmacKey));
        return new EnvelopeOpener(Map.of(kemKeyId, kem))
                .open(new EnvelopeVerifier(ring, InstantSource.system())
                        .verify(Envelope.parse(envelope.getBytes(UTF_8)), Expectation.thisCall(nonce, digest)));
    }
}
