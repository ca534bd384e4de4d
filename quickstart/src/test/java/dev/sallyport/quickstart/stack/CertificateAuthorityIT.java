package dev.sallyport.quickstart.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.problem.ProblemException;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import dev.sallyport.sdk.proxy.QueryResult;
import dev.sallyport.sdk.vault.IntegrationRequest;
import dev.sallyport.sdk.vault.SealReceipt;
import dev.sallyport.sdk.vault.SealRequest;
import dev.sallyport.testkit.postgres.TestCa;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A CA that was uploaded to the vault decides whether the proxy trusts the customer's database.
@ExtendWith(SharedStack.class)
class CertificateAuthorityIT {

    private static final String MARK = "sallyport-uploaded-ca";

    private final RunningStack stack;
    private final SallyportClient client;

    CertificateAuthorityIT(RunningStack stack) {
        this.stack = stack;
        this.client = stack.client();
    }

    @AfterEach
    void nothingIsLeft() {
        client.vault()
                .certificateAuthorities()
                .list(200, "")
                .items()
                .forEach(each -> client.vault().certificateAuthorities().delete(each.id()));
    }

    @Test
    void the_databases_own_ca_is_trusted_also_after_it_was_deleted() throws Exception {
        var authority = upload(stack.shop().caPem());

        SealReceipt sealed = seal(authority);
        client.vault().certificateAuthorities().delete(authority);

        assertThat(read(sealed.credentialId()).single().cell("name").asText()).isEqualTo("Ada Sommer");
    }

    @Test
    void another_ca_is_refused_and_no_connection_is_made() throws Exception {
        SealReceipt sealed = seal(upload(TestCa.create().certificatePem()));

        assertThatThrownBy(() -> read(sealed.credentialId()))
                .isInstanceOfSatisfying(
                        OperationRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo("target_tls_failed"));
        assertThat(stack.asAdmin("SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + MARK + "'"))
                .isEqualTo("0");
    }

    @Test
    void a_rotation_to_another_ca_is_refused_and_the_old_one_stays_in_force() throws Exception {
        SealReceipt sealed = seal(upload(stack.shop().caPem()));
        var other = upload(TestCa.create().certificatePem());

        try (Secret dsn = naming(other)) {
            assertThatThrownBy(() -> client.vault().rotate(sealed.credentialId(), Map.of("dsn", dsn)))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.code()).isEqualTo("rotation_refused"));
        }

        assertThat(client.vault().get(sealed.credentialId()).version()).isEqualTo(1);
        assertThat(read(sealed.credentialId()).rows()).hasSize(1);
    }

    private CertificateAuthorityId upload(String pem) {
        return client.vault().certificateAuthorities().upload("shop", pem).id();
    }

    private SealReceipt seal(CertificateAuthorityId authority) throws Exception {
        try (Secret dsn = naming(authority)) {
            return client.vault().seal(SealRequest.database("by an uploaded CA", dsn));
        }
    }

    private QueryResult read(CredentialId credential) {
        var integration = client.vault()
                .integrations()
                .create(IntegrationRequest.postgres("uploaded ca", credential, "query"))
                .id();
        return client.proxy().on(integration).query("SELECT name FROM customers WHERE city = $1", "Berlin");
    }

    /// The shop's DSN with the id in the place of its certificate.
    private Secret naming(CertificateAuthorityId authority) throws Exception {
        try (Secret inline = stack.shop().applicationDsn()) {
            String dsn = inline.reveal(bytes -> new String(bytes, UTF_8));
            String start = dsn.substring(0, dsn.indexOf("&sslrootcert="));
            return Secret.copyOf(
                    (start + "&application_name=" + MARK + "&sslrootcert=" + authority.value()).getBytes(UTF_8));
        }
    }
}
