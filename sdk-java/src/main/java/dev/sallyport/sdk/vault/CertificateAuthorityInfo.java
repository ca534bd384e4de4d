package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.CertificateAuthorityId;

/**
 * An uploaded certificate authority.
 *
 * @param sha256 of the PEM as the vault keeps it, in hexadecimal digits
 * @param json the answer as it came: the certificates' subjects and times, and from {@code get} {@code pem} and {@code
 *     credentials}
 */
public record CertificateAuthorityInfo(CertificateAuthorityId id, String name, String sha256, JsonNode json) {

    static CertificateAuthorityInfo read(JsonNode json) {
        return new CertificateAuthorityInfo(
                CertificateAuthorityId.of(json.path("certificate_authority_id").asText()),
                json.path("name").asText(),
                json.path("sha256").asText(),
                json);
    }
}
