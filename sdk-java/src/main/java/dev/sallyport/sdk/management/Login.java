package dev.sallyport.sdk.management;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/** A person's login at the vault's own issuer; the access token stands for the person until it expires. */
public final class Login {

    private final Management management;
    private final String email;
    private final Secret password;

    public Login(Management management, String email, Secret password) {
        this.management = management;
        this.email = email;
        this.password = password;
    }

    /** Logs in now. */
    public Supplier<Map<String, String>> asHeaders() {
        byte[] body = body();
        try {
            JsonNode data = management.post("/api/v2/auth/login", body).path("data");
            String authorization = "Bearer " + data.path("access_token").asText();
            return () -> Map.of("Authorization", authorization);
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    private byte[] body() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("email", email);
            json.writeFieldName("password");
            password.reveal(typed -> write(json, typed));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static boolean write(JsonGenerator json, byte[] typed) {
        try {
            json.writeUTF8String(typed, 0, typed.length);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
