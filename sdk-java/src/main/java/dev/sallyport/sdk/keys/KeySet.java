package dev.sallyport.sdk.keys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.keys.InvalidDelegationException;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.problem.EnvelopeRefusedException;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A published key set, read. Source: RFC 7517 (JWK set) and the AKP key type for ML-DSA, each key with its delegation.
 */
final class KeySet {

    private KeySet() {}

    /** Reads sets, keeping the keys that {@code root} vouches for. */
    record Reader(VerificationKey root, PostQuantum backends) {

        /** A key that is malformed, of another kind, or not vouched for is left out; the others stay. */
        Map<SigningKeyId, TrustedSigner> read(byte[] document) {
            Map<SigningKeyId, TrustedSigner> trusted = new HashMap<>();
            for (JsonNode key : parse(document).path("keys")) {
                read(key).ifPresent(signer -> trusted.put(signer.id(), signer));
            }
            return Map.copyOf(trusted);
        }

        private Optional<TrustedSigner> read(JsonNode key) {
            if (!key.path("kty").asText().equals("AKP")
                    || !key.path("alg").asText().equals("ML-DSA-65")
                    || !key.path("use").asText("sig").equals("sig")) {
                return Optional.empty();
            }
            try {
                JsonNode word = key.path("delegation");
                Delegation delegation = new Delegation(
                        SigningKeyId.of(key.path("kid").asText()),
                        bytes(key.path("pub")),
                        word.path("not_before").asLong(-1),
                        word.path("not_after").asLong(-1),
                        bytes(word.path("signature")),
                        word.path("log_id").isTextual() ? word.path("log_id").asText() : null);
                return Optional.of(delegation.trust(backends, root));
            } catch (InvalidDelegationException | IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static byte[] bytes(JsonNode base64Url) {
            return Base64.getUrlDecoder().decode(base64Url.asText());
        }

        private static JsonNode parse(byte[] document) {
            try {
                return Json.read(document);
            } catch (IOException e) {
                throw new EnvelopeRefusedException("the published key set is not JSON", e);
            }
        }
    }
}
