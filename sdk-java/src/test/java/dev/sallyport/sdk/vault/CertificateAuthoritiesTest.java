package dev.sallyport.sdk.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.SallyportServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CertificateAuthoritiesTest {

    private static final CertificateAuthorityId ID = CertificateAuthorityId.of("ca_1");
    private static final String PATH = "/api/v2/certificate-authorities";
    private static final String AUTHORITY =
            "{\"certificate_authority_id\":\"ca_1\",\"name\":\"shop\",\"sha256\":\"00ff\",\"credentials\":2}";

    private SallyportServer server;
    private CertificateAuthorities authorities;
    private SallyportClient client;

    @BeforeEach
    void start() throws IOException {
        server = new SallyportServer();
        client = SallyportClient.builder().vault(server.address()).build();
        authorities = client.vault().certificateAuthorities();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void an_authority_is_uploaded_read_listed_and_deleted_where_the_contract_says() {
        server.managed.put("POST " + PATH, AUTHORITY);
        server.managed.put("GET " + PATH + "/ca_1", AUTHORITY);
        server.managed.put("GET " + PATH + "?limit=2&cursor=a%26b", "[" + AUTHORITY + "]");

        CertificateAuthorityInfo made = authorities.upload("shop", "a\nb");
        CertificateAuthorityInfo read = authorities.get(ID);
        Page<CertificateAuthorityInfo> page = authorities.list(2, "a&b");
        authorities.delete(ID);

        assertThat(made.id()).isEqualTo(ID);
        assertThat(server.management.get("POST " + PATH)).hasToString("{\"name\":\"shop\",\"pem\":\"a\\nb\"}");
        assertThat(read.json().path("credentials").asInt()).isEqualTo(2);
        assertThat(page.items())
                .singleElement()
                .satisfies(each -> assertThat(each.sha256()).isEqualTo("00ff"));
        assertThat(server.management).containsKey("DELETE " + PATH + "/ca_1");
    }

    @Test
    void an_answer_that_is_no_authority_is_refused() {
        server.managed.put("POST " + PATH, "{\"certificate_authority_id\":\"cred_1\"}");

        assertThatThrownBy(() -> authorities.upload("x", "a")).isInstanceOf(InvalidIdException.class);
    }
}
