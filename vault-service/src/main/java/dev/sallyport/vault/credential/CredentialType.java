package dev.sallyport.vault.credential;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.json.JsonStringBytes;
import dev.sallyport.vault.json.SecretMembers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What can be sealed, with the fields of each kind. A DSN is sealed as its own bytes; everything else as a JSON
/// object of its fields.
public enum CredentialType {
    DATABASE_DSN(List.of("dsn"), Set.of()),
    API_KEY(List.of("api_key"), Set.of()),
    PASSWORD(List.of("password"), Set.of("username")),
    OAUTH2_CLIENT(List.of("client_id", "client_secret"), Set.of("token_url", "scope")),
    BEARER_TOKEN(List.of("token"), Set.of()),
    BASIC_AUTH(List.of("username", "password"), Set.of()),
    MTLS_CERT(List.of("certificate", "private_key"), Set.of("ca_certificate")),
    SSH_KEY_PAIR(List.of("private_key"), Set.of("public_key", "passphrase")),
    AWS_CREDENTIALS(List.of("access_key_id", "secret_access_key"), Set.of("session_token", "region")),
    WEBHOOK_SECRET(List.of("secret"), Set.of()),
    CUSTOM_KV(List.of(), Set.of());

    private static final int MAX_FIELD_BYTES = 128 * 1024;
    private static final String FIELD_NAME = "[A-Za-z0-9_.-]{1,64}";

    /// What is repeated to the caller: a value in the place of a name is rarely such a word.
    private static final String PLAIN_WORD = "[a-z_]{1,32}";

    private final List<String> required;
    private final Set<String> optional;

    CredentialType(List<String> required, Set<String> optional) {
        this.required = required;
        this.optional = optional;
    }

    /// `database_dsn`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The type of this text, if there is one.
    public static Optional<CredentialType> find(String text) {
        return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
    }

    /// What is sealed, from the given values. Refuses a missing, empty or unknown field by its name. The caller
    /// closes the secret; the values stay its own.
    Secret toSeal(SecretMembers values) {
        if (values.single().isPresent()) {
            return onlyField(values.single().get());
        }
        requireFields(values);
        if (this == DATABASE_DSN) {
            return values.find("dsn").orElseThrow().copy();
        }
        var json = new ByteArrayOutputStream(1024);
        json.write('{');
        int written = 0;
        for (String name : values.names()) {
            json.writeBytes(((written++ == 0 ? "\"" : ",\"") + name + "\":").getBytes(StandardCharsets.US_ASCII));
            JsonStringBytes.write(json, values.find(name).orElseThrow());
        }
        json.write('}');
        return Secret.take(json.toByteArray());
    }

    /// A bare text stands for the only field of a type that has one.
    private Secret onlyField(Secret value) {
        if (this != DATABASE_DSN) {
            throw refused("The values of " + text() + " must be an object of its fields.");
        }
        requireSize("dsn", value);
        return value.copy();
    }

    private void requireFields(SecretMembers values) {
        for (String field : required) {
            if (values.find(field).isEmpty()) {
                throw refused("The field " + field + " is missing.");
            }
        }
        if (values.names().isEmpty()) {
            throw refused("There is no field in the values.");
        }
        for (String field : values.names()) {
            boolean known = this == CUSTOM_KV
                    ? field.matches(FIELD_NAME)
                    : required.contains(field) || optional.contains(field);
            if (!known) {
                throw refused(
                        field.matches(PLAIN_WORD)
                                ? "The field " + field + " is not known for " + text() + "."
                                : "A field has a name that is not permitted.");
            }
            requireSize(field, values.find(field).orElseThrow());
        }
    }

    private static void requireSize(String field, Secret value) {
        if (value.length() == 0 || value.length() > MAX_FIELD_BYTES) {
            throw refused("The field " + field + " is empty or longer than 128 KiB.");
        }
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(ProblemCode.INVALID_CREDENTIAL, detail, "credential values refused");
    }
}
