package dev.sallyport.sdk.management;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.sdk.http.ApiReply;
import dev.sallyport.sdk.http.ApiRequest;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.http.ProblemReader;
import dev.sallyport.sdk.http.Transport;
import dev.sallyport.sdk.problem.Problem;
import dev.sallyport.sdk.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Management calls: every one authenticated, every one that writes repeatable by its idempotency key. */
public final class Management {

    private static final byte[] NO_BODY = new byte[0];

    private final Transport transport;
    private final URI vault;
    private final Supplier<Map<String, String>> authentication;

    public Management(Transport transport, URI vault, Supplier<Map<String, String>> authentication) {
        this.transport = transport;
        this.vault = vault;
        this.authentication = authentication;
    }

    /** The same calls in another's name. */
    public Management as(Supplier<Map<String, String>> other) {
        return new Management(transport, vault, other);
    }

    /** The headers that say who calls. */
    public Map<String, String> caller() {
        return authentication.get();
    }

    public JsonNode get(String path) {
        return call("GET", path, NO_BODY);
    }

    public JsonNode post(String path, JsonNode body) {
        return call("POST", path, Json.write(body));
    }

    public JsonNode post(String path, byte[] body) {
        return call("POST", path, body);
    }

    public JsonNode patch(String path, JsonNode body) {
        return call("PATCH", path, Json.write(body));
    }

    public JsonNode delete(String path) {
        return call("DELETE", path, NO_BODY);
    }

    /** The whole answer: {@code data} and {@code meta}. */
    private JsonNode call(String method, String path, byte[] body) {
        Map<String, String> headers = new HashMap<>(authentication.get());
        headers.put("Accept", "application/json");
        if (!method.equals("GET")) {
            headers.put("Idempotency-Key", UUID.randomUUID().toString());
        }
        if (body.length > 0) {
            headers.put("Content-Type", "application/json");
        }
        ApiReply reply = transport.send(new ApiRequest(method, resolve(path), headers, body, true));
        if (!reply.succeeded()) {
            throw ProblemReader.problemOf(reply);
        }
        return reply.body().length == 0 ? Json.object() : parse(reply);
    }

    /** The path of one page of a list; {@code cursor} is empty for the first. */
    public static String paged(String path, int limit, String cursor) {
        return path + "?limit=" + limit
                + (cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
    }

    private URI resolve(String path) {
        String base = vault.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private static JsonNode parse(ApiReply reply) {
        try {
            return Json.read(reply.body());
        } catch (IOException e) {
            throw new ProblemException(new Problem(
                    "malformed_answer",
                    reply.status(),
                    "The answer is not JSON",
                    "something other than the vault answered",
                    "check the vault's address",
                    null,
                    null,
                    Json.object()));
        }
    }
}
