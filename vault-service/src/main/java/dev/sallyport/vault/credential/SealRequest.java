package dev.sallyport.vault.credential;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.dsn.DsnParts;
import dev.sallyport.service.dsn.DsnRefused;
import dev.sallyport.service.dsn.NamedAuthority;
import dev.sallyport.service.dsn.TargetAddressPolicy;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.json.JsonBody;
import dev.sallyport.vault.json.SecretMembers;
import java.util.Optional;
import java.util.Set;

/// The body of a seal call, checked by every rule of its type; a DSN that names an uploaded CA is checked by
/// [DsnTrust].
///
/// @param secret what is to be sealed; whoever gets the request closes it
record SealRequest(
        String name, CredentialType type, Secret secret, Optional<Integer> ttlDays, Optional<JsonNode> metadata) {
    private static final Set<String> SECRETS = Set.of("values", "plaintext");
    private static final Set<String> MEMBERS =
            Set.of("name", "credential_type", "values", "plaintext", "ttl_days", "metadata");
    private static final int MAX_METADATA_BYTES = 8192;

    static SealRequest of(byte[] body, TargetAddressPolicy addresses) {
        try (var values = SecretMembers.takeFrom(body, SECRETS)) {
            var json = JsonBody.of(body, MEMBERS);
            var type = CredentialType.find(json.text("credential_type", 64))
                    .orElseThrow(() -> JsonBody.invalid("credential_type", "is not a type that can be sealed"));
            requireOneForm(json);
            var name = json.text("name", 200);
            var ttlDays = json.optionalInteger("ttl_days", 1, 3650).map(Math::toIntExact);
            var metadata = json.optionalObject("metadata").map(Json::tree).map(SealRequest::bounded);
            // Last, because what is opened here is closed only by whoever gets the request.
            return new SealRequest(name, type, checked(type, values, addresses), ttlDays, metadata);
        }
    }

    /// The values of a rotation, for a credential of this type.
    static Secret valuesAlone(byte[] body, CredentialType type, TargetAddressPolicy addresses) {
        try (var values = SecretMembers.takeFrom(body, SECRETS)) {
            requireOneForm(JsonBody.of(body, SECRETS));
            return checked(type, values, addresses);
        }
    }

    private static void requireOneForm(JsonBody json) {
        if (json.has("values") == json.has("plaintext")) {
            throw JsonBody.invalid("values", "must be there, and only once (plaintext is another name for it)");
        }
    }

    private static Secret checked(CredentialType type, SecretMembers values, TargetAddressPolicy addresses) {
        var secret = type.toSeal(values);
        try {
            if (type == CredentialType.DATABASE_DSN && !namesAuthority(secret)) {
                requireSafe(secret, addresses);
            }
            return secret;
        } catch (RuntimeException e) {
            secret.close();
            throw e;
        }
    }

    private static boolean namesAuthority(Secret secret) {
        return secret.reveal(NamedAuthority::in).isPresent();
    }

    /// Refuses a DSN that breaks a rule; one that still names an uploaded CA does.
    static void requireSafe(Secret secret, TargetAddressPolicy addresses) {
        try (var parts = secret.reveal(bytes -> DsnParts.parse(bytes, addresses.plaintextRule()))) {
            addresses.requireBeforeResolving(parts);
        } catch (DsnRefused e) {
            throw e.toProblem();
        }
    }

    private static JsonNode bounded(JsonNode metadata) {
        if (Json.bytes(metadata).length > MAX_METADATA_BYTES) {
            throw new ProblemException(
                    ProblemCode.INVALID_REQUEST, "The member metadata is larger than 8 KiB.", "metadata too large");
        }
        return metadata;
    }
}
