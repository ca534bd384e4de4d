package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.management.Management;

/**
 * Certificate authorities of databases. A DSN names one as {@code sslrootcert=ca_…}; its certificates are sealed with
 * the DSN, so a new one comes into force by a rotation, and deleting one takes nothing from what is sealed.
 */
public final class CertificateAuthorities {

    private static final String PATH = "/api/v2/certificate-authorities";

    private final Management management;

    CertificateAuthorities(Management management) {
        this.management = management;
    }

    /** Uploads 1 to 16 CA certificates in PEM and nothing else. */
    public CertificateAuthorityInfo upload(String name, String pem) {
        ObjectNode body = Json.object().put("name", name).put("pem", pem);
        return CertificateAuthorityInfo.read(management.post(PATH, body).path("data"));
    }

    /** All of the tenant's, newest first; {@code cursor} is empty for the first page. */
    public Page<CertificateAuthorityInfo> list(int limit, String cursor) {
        return Page.read(management.get(Management.paged(PATH, limit, cursor)), CertificateAuthorityInfo::read);
    }

    /** One with its PEM, and how many credentials have it in their current version. */
    public CertificateAuthorityInfo get(CertificateAuthorityId id) {
        return CertificateAuthorityInfo.read(management.get(at(id)).path("data"));
    }

    /** Deletes one: no DSN can name it any more. */
    public void delete(CertificateAuthorityId id) {
        management.delete(at(id));
    }

    private static String at(CertificateAuthorityId id) {
        return PATH + "/" + id.value();
    }
}
