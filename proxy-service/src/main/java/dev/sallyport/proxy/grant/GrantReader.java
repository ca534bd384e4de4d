package dev.sallyport.proxy.grant;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonBool;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/// Reads the signed bytes of a grant, after their signature held. Throws [MalformedException] for what the contract
/// does not allow.
final class GrantReader {

    private GrantReader() {}

    /// What every signed grant says: what it is about, its number, and whether it may be used. One that may not be used
    /// says nothing else.
    record Head(String id, long issuedSeq, boolean active) {}

    static Head head(GrantKind kind, byte[] grant) {
        JsonObject json = StrictJson.parseObject(grant);
        if (!json.text("kind").equals(kind.wireName())) {
            throw new MalformedException("grant of another kind");
        }
        return new Head(
                json.text(kind.idField()),
                json.integer("issued_seq"),
                json.text("state").equals("active"));
    }

    /// An active grant.
    static Grant read(GrantKind kind, byte[] grant, byte[] record) {
        JsonObject json = StrictJson.parseObject(grant);
        return switch (kind) {
            case API_KEY -> apiKey(json, record);
            case INTEGRATION -> integration(json, record);
            case TENANT -> tenant(json);
        };
    }

    private static Grant apiKey(JsonObject json, byte[] record) {
        List<Grant.ApiKey.SecretHash> hashes = new ArrayList<>();
        for (JsonValue value : array(json, "secret_sha256")) {
            JsonObject hash = object(value);
            hashes.add(new Grant.ApiKey.SecretHash(hash.bytes("hash", 32), optionalLong(hash, "not_after")));
        }
        return new Grant.ApiKey(
                json.integer("issued_seq"),
                TenantId.of(json.text("tenant_id")),
                ApiKeyId.of(json.text("key_id")),
                hashes,
                set(array(json, "scopes"), text -> text),
                optionalArray(json, "integrations").map(ids -> set(ids, IntegrationId::of)),
                optionalArray(json, "operations").map(names -> set(names, text -> text)),
                optionalArray(json, "allowed_ips").map(cidrs -> List.copyOf(set(cidrs, text -> text))),
                optionalLong(json, "expires_at"),
                KemKeyId.of(json.text("kem_key_id")),
                HmacKeyId.of(json.text("hmac_key_id")),
                json.bytes("hmac_record_sha512", 64),
                new RecipientParts(json.bytes("kem_public_key"), record));
    }

    private static Grant integration(JsonObject json, byte[] record) {
        JsonObject limits = optionalObject(json, "limits").orElse(new JsonObject(java.util.Map.of()));
        return new Grant.Integration(
                json.integer("issued_seq"),
                TenantId.of(json.text("tenant_id")),
                IntegrationId.of(json.text("integration_id")),
                json.text("system_type"),
                set(array(json, "allowed_operations"), text -> text),
                CredentialId.of(json.text("credential_id")),
                Math.toIntExact(json.integer("credential_version")),
                json.text("credential_type"),
                json.bytes("record_sha512", 64),
                optionalLong(json, "credential_expires_at"),
                new Grant.Integration.Limits(
                        optionalLong(limits, "max_rows"),
                        optionalLong(limits, "max_bytes"),
                        optionalLong(limits, "statement_timeout_ms")),
                optionalObject(json, "policy"),
                optionalLong(json, "policy_version").orElse(0),
                optionalObject(json, "tokenization"),
                json.find("sql_text_opt_in") instanceof JsonBool(boolean optIn) && optIn,
                record);
    }

    private static Grant tenant(JsonObject json) {
        List<Grant.Tenant.KemKey> keys = new ArrayList<>();
        for (JsonValue value : array(json, "kem_keys")) {
            JsonObject key = object(value);
            keys.add(new Grant.Tenant.KemKey(KemKeyId.of(key.text("kem_key_id")), key.text("state")));
        }
        return new Grant.Tenant(
                json.integer("issued_seq"), TenantId.of(json.text("tenant_id")), json.text("kms_key_ref"), keys);
    }

    private static List<JsonValue> array(JsonObject json, String name) {
        return optionalArray(json, name).orElseThrow(() -> new MalformedException("no array " + name));
    }

    private static Optional<List<JsonValue>> optionalArray(JsonObject json, String name) {
        return switch (json.find(name)) {
            case null -> Optional.empty();
            case JsonNull() -> Optional.empty();
            case JsonArray(var values) -> Optional.of(values);
            default -> throw new MalformedException("no array " + name);
        };
    }

    private static Optional<JsonObject> optionalObject(JsonObject json, String name) {
        return switch (json.find(name)) {
            case null -> Optional.empty();
            case JsonNull() -> Optional.empty();
            case JsonObject object -> Optional.of(object);
            default -> throw new MalformedException("no object " + name);
        };
    }

    private static OptionalLong optionalLong(JsonObject json, String name) {
        return switch (json.find(name)) {
            case null -> OptionalLong.empty();
            case JsonNull() -> OptionalLong.empty();
            case JsonNumber number -> OptionalLong.of(number.asLong());
            default -> throw new MalformedException("no number " + name);
        };
    }

    private static JsonObject object(JsonValue value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new MalformedException("no object in the array");
    }

    private static <T> Set<T> set(List<JsonValue> values, Function<String, T> read) {
        Set<T> set = new LinkedHashSet<>();
        for (JsonValue value : values) {
            if (!(value instanceof JsonString(String text))) {
                throw new MalformedException("no text in the array");
            }
            set.add(read.apply(text));
        }
        return set;
    }
}
