package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.http.Transport;
import dev.sallyport.sdk.management.Login;
import dev.sallyport.sdk.management.Management;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The vault: it seals credentials, says who may use them, and gives none back. Safe for use by several threads. Every
 * call throws {@link dev.sallyport.sdk.problem.ProblemException} where the vault says no, and
 * {@link dev.sallyport.sdk.problem.UnreachableException} where no answer came.
 */
public final class VaultApi {

    private final Management management;

    /** For {@code SallyportClient}: calls over {@code transport} with the headers of {@code authentication}. */
    public VaultApi(Transport transport, URI vault, Supplier<Map<String, String>> authentication) {
        this(new Management(transport, vault, authentication));
    }

    private VaultApi(Management management) {
        this.management = management;
    }

    /** Logs a person in and gives the vault as that person sees it. The password is lent for the call. */
    public VaultApi login(String email, Secret password) {
        return new VaultApi(management.as(new Login(management, email, password).asHeaders()));
    }

    /** The same calls, in the name of the tenant {@code tenantId}: for a platform administrator. */
    public VaultApi inTenant(String tenantId) {
        return new VaultApi(management.as(() -> {
            Map<String, String> headers = new java.util.HashMap<>(management.caller());
            headers.put("X-Sallyport-Tenant", tenantId);
            return headers;
        }));
    }

    /** Seals a credential. Its values leave this process in the body of one call over TLS, and never come back. */
    public SealReceipt seal(SealRequest request) {
        return SealReceipt.read(send("/api/v2/vault/seal", request.toBytes()));
    }

    /** Seals new values as the next version of a credential; proxies move to it. */
    public SealReceipt rotate(CredentialId id, Map<String, Secret> values) {
        return SealReceipt.read(send("/api/v2/vault/rotate/" + id.value(), SealRequest.valuesAlone(values)));
    }

    /** Credentials without their values, newest first; {@code cursor} is empty for the first page. */
    public Page<CredentialInfo> list(int limit, String cursor) {
        return Page.read(
                management.get(Management.paged("/api/v2/vault/credentials", limit, cursor)), CredentialInfo::read);
    }

    /** One credential without its values. */
    public CredentialInfo get(CredentialId id) {
        return CredentialInfo.read(
                management.get("/api/v2/vault/credentials/" + id.value()).path("data"));
    }

    /** Erases a credential for good. Refused while an integration uses it, unless {@code force}. */
    public void delete(CredentialId id, boolean force) {
        management.delete("/api/v2/vault/credentials/" + id.value() + (force ? "?force=true" : ""));
    }

    /** Tenants, for the platform's administrator. */
    public Tenants tenants() {
        return new Tenants(management);
    }

    /** Certificate authorities of databases, to be named in DSNs. */
    public CertificateAuthorities certificateAuthorities() {
        return new CertificateAuthorities(management);
    }

    /** What may be done with which credential. */
    public Integrations integrations() {
        return new Integrations(management);
    }

    /** What statements may do. */
    public Policies policies() {
        return new Policies(management);
    }

    /** Keys of programs. */
    public ApiKeys apiKeys() {
        return new ApiKeys(management);
    }

    /** Emergency stops. */
    public Security security() {
        return new Security(management);
    }

    private JsonNode send(String path, byte[] body) {
        try {
            return management.post(path, body).path("data");
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }
}
