package dev.sallyport.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.envelope.Binding;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.sdk.SallyportServer.Sealed;
import dev.sallyport.sdk.answer.SentRequest;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.http.RetryPolicy;
import dev.sallyport.sdk.problem.EnvelopeRefusedException;
import dev.sallyport.sdk.problem.ProblemException;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import dev.sallyport.sdk.proxy.QueryResult;
import dev.sallyport.sdk.proxy.Statement;
import dev.sallyport.sdk.proxy.Tokenize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SallyportClientTest {

    private static final String ROWS =
            "{\"columns\":[{\"name\":\"id\",\"type\":\"int8\"},{\"name\":\"name\",\"type\":\"text\"}],"
                    + "\"rows\":[[\"9007199254740993\",\"Ada\"],[\"2\",null]],\"row_count\":2,\"truncated\":false}";

    private SallyportServer server;
    private SallyportClient client;

    @BeforeEach
    void start() throws IOException {
        server = new SallyportServer();
        try (ClientFile file = ClientFile.parse(server.clientFile())) {
            client = SallyportClient.builder()
                    .file(file)
                    .retries(new RetryPolicy(4, Duration.ofMillis(1), Duration.ofMillis(5)))
                    .build();
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_query_comes_back_typed_with_the_envelope_that_carried_it() {
        server.answer(call -> Sealed.result(ROWS));

        QueryResult found = client.proxy().query("SELECT id, name FROM t WHERE city = $1", "Berlin");

        assertThat(found.rows().get(0).cell("id").asLong()).isEqualTo(9007199254740993L);
        assertThat(found.rows().get(1).cell("name").isNull()).isTrue();
        assertThat(found.answer().operation()).isEqualTo("query");
        assertThat(found.answer().integrationId()).isEqualTo(server.integration);
        assertThat(found.answer().tenantId()).isEqualTo(server.tenant);
        assertThat(found.answer().auditEventId().value()).startsWith("aud_");
        assertThat(found.answer().auditLeaf()).hasSize(32);
        assertThat(client.encryption()
                        .decrypt(new String(found.answer().envelope()))
                        .json())
                .isEqualTo(found.answer().json());
        SallyportServer.Call call = server.calls.get(0);
        assertThat(call.apiKey()).isEqualTo("sp_test_key");
        assertThat(call.json())
                .hasToString("{\"integration_id\":\"" + server.integration + "\",\"operation\":\"query\","
                        + "\"payload\":{\"sql\":\"SELECT id, name FROM t WHERE city = $1\",\"params\":[\"Berlin\"]}}");
    }

    @Test
    void writing_operations_send_what_the_contract_names() {
        server.answer(call -> Sealed.result(
                "{\"rows_affected\":1,\"results\":[{\"rows_affected\":1}]," + "\"tokens\":{\"email\":\"tok_1\"}}"));

        assertThat(client.proxy().execute("DELETE FROM t").rowsAffected()).isEqualTo(1);
        assertThat(client.proxy()
                        .transaction(
                                List.of(Statement.of("UPDATE t SET a = $1", 5).expectingRows(1)))
                        .results()
                        .get(0)
                        .rowsAffected())
                .isEqualTo(1);
        assertThat(client.proxy()
                        .tokenizeAndInsert("t", Map.of("email", "a@b.c"), Map.of("email", Tokenize.as("email")))
                        .token("email"))
                .isEqualTo("tok_1");

        assertThat(server.calls.get(1).json().path("payload"))
                .hasToString("{\"statements\":[{\"sql\":\"UPDATE t SET a = $1\",\"params\":[5],\"expect_rows\":1}]}");
        assertThat(server.calls.get(2).json().path("payload"))
                .hasToString("{\"table\":\"t\",\"record\":{\"email\":\"a@b.c\"},"
                        + "\"tokenize\":{\"email\":{\"data_type\":\"email\"}}}");
    }

    @Test
    void a_signed_refusal_is_a_typed_problem_with_its_answer() {
        server.answer(call -> Sealed.problem("{\"status\":403,\"detail\":\"execute is not allowed here\","
                + "\"error\":{\"code\":\"operation_not_allowed\",\"fix\":\"allow it\",\"details\":{\"k\":\"v\"}}}"));

        assertThatThrownBy(() -> client.proxy().execute("DELETE FROM t"))
                .isInstanceOfSatisfying(OperationRefusedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo("operation_not_allowed");
                    assertThat(refused.fix()).isEqualTo("allow it");
                    assertThat(refused.problem().status()).isEqualTo(403);
                    assertThat(refused.problem().detailMember("k")).contains("v");
                    assertThat(refused.answer().refused()).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413, 415})
    void a_refusal_before_the_envelope_is_a_typed_problem_and_final(int status) {
        server.status(call -> status);

        assertThatThrownBy(() -> client.proxy().execute("DELETE FROM t"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.code()).isEqualTo("http_" + status);
                    assertThat(refused.fix()).isEqualTo("try something else");
                });
        assertThat(server.calls).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 429, 503})
    void a_repeated_write_has_one_key_one_nonce_one_body_and_one_effect(int status) {
        server.status(call -> server.calls.size() < 3 ? status : 200);
        server.answer(call -> Sealed.result("{\"rows_affected\":1}"));

        assertThat(client.proxy().execute("INSERT INTO t VALUES (1)").rowsAffected())
                .isEqualTo(1);

        assertThat(server.calls).hasSizeGreaterThanOrEqualTo(3);
        assertThat(server.effects).hasSize(1);
        assertThat(server.calls)
                .extracting(SallyportServer.Call::nonce)
                .doesNotContainNull()
                .containsOnly(server.calls.get(0).nonce());
        assertThat(server.calls)
                .extracting(call -> new String(call.body()))
                .containsOnly(new String(server.calls.get(0).body()));
    }

    @Test
    void two_calls_share_neither_nonce_nor_idempotency_key() {
        server.answer(call -> Sealed.result("{\"rows_affected\":1}"));

        client.proxy().execute("INSERT INTO t VALUES (1)");
        client.proxy().execute("INSERT INTO t VALUES (1)");

        assertThat(server.effects).hasSize(2);
        assertThat(server.calls.get(0).nonce()).isNotEqualTo(server.calls.get(1).nonce());
    }

    @Test
    void an_answer_to_another_request_is_refused() {
        byte[] otherNonce = new byte[32];
        server.bind(honest -> with(honest, otherNonce, honest.requestDigest(), honest.issuedAtMillis()));
        assertRefused();

        server.bind(honest -> with(honest, honest.requestNonce(), new byte[64], honest.issuedAtMillis()));
        assertRefused();
    }

    @ParameterizedTest
    @ValueSource(ints = {-301, -86_400, 301, 86_400})
    void an_answer_of_another_time_is_refused(int seconds) {
        server.bind(honest ->
                with(honest, honest.requestNonce(), honest.requestDigest(), honest.issuedAtMillis() + seconds * 1000L));

        assertRefused();
    }

    @Test
    void an_answer_for_another_tenant_is_refused() {
        server.sealFor(TenantId.next());

        assertRefused();
    }

    @Test
    void a_key_that_the_root_key_did_not_delegate_is_refused() {
        server.rotateSigningKey(key -> server.delegate(server.newSigningKey(), key, Duration.ofDays(1)));

        assertRefused();
    }

    @Test
    void a_key_whose_delegation_ended_is_refused() {
        server.rotateSigningKey(key -> server.delegate(server.root(), key, Duration.ofMinutes(-10)));

        assertRefused();
    }

    @Test
    void an_old_envelope_opens_only_when_its_age_is_allowed() {
        server.bind(honest ->
                with(honest, honest.requestNonce(), honest.requestDigest(), honest.issuedAtMillis() - 3_600_000));
        SallyportServer.Call call = new SallyportServer.Call("AAAAAAAAAAAAAAAAAAAAAA==", null, null, "{}".getBytes());
        String kept = new String(server.seal(call, Sealed.result("{\"n\":1}")).toJson());

        assertThatThrownBy(() -> client.encryption().decrypt(kept)).isInstanceOf(EnvelopeRefusedException.class);
        assertThat(client.encryption()
                        .decrypt(kept, Duration.ofHours(2))
                        .json()
                        .path("n")
                        .asInt())
                .isEqualTo(1);
        byte[] nonce = new byte[16];
        SentRequest sent = SentRequest.of(nonce, "POST", "/api/v2/proxy/outbound", call.body());
        assertThatThrownBy(() -> client.encryption().open(kept.getBytes(), sent))
                .isInstanceOf(EnvelopeRefusedException.class);
        assertThat(client.encryption()
                        .open(kept.getBytes(), sent, Duration.ofHours(2))
                        .operation())
                .isEqualTo("query");
        assertThatThrownBy(() -> client.encryption().open(kept.getBytes(), sent, Duration.ofMinutes(30)))
                .isInstanceOf(EnvelopeRefusedException.class);
        nonce[0] = 1;
        SentRequest other = SentRequest.of(nonce, "POST", "/api/v2/proxy/outbound", call.body());
        assertThatThrownBy(() -> client.encryption().open(kept.getBytes(), other, Duration.ofHours(2)))
                .isInstanceOf(EnvelopeRefusedException.class);
    }

    @Test
    void calls_go_where_on_says() {
        IntegrationId other = IntegrationId.next();
        server.answer(call -> Sealed.result(ROWS));

        QueryResult found = client.proxy().on(other).query("SELECT 1");

        assertThat(found.answer().integrationId()).isEqualTo(other);
        assertThat(server.calls.get(0).json().path("integration_id").asText()).isEqualTo(other.value());
    }

    @Test
    void a_client_file_written_and_read_again_makes_the_same_client(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("client.json");
        try (ClientFile file = ClientFile.parse(server.clientFile())) {
            file.with("credential_id", Json.object().textNode("cred_1")).write(path);
        }
        server.answer(call -> Sealed.result(ROWS));

        try (SallyportClient again = SallyportClient.fromClientFile(path);
                ClientFile file = ClientFile.read(path)) {
            assertThat(again.proxy().query("SELECT 1").rowCount()).isEqualTo(2);
            assertThat(file.member("kept").asText()).isEqualTo("as it is");
        }
    }

    @Test
    void a_client_without_keys_has_no_proxy() {
        try (SallyportClient bare =
                SallyportClient.builder().vault(server.address()).build()) {
            assertThatThrownBy(bare::proxy).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(bare::encryption).isInstanceOf(IllegalStateException.class);
        }
    }

    private void assertRefused() {
        server.answer(call -> Sealed.result(ROWS));
        assertThatThrownBy(() -> client.proxy().query("SELECT 1"))
                .isInstanceOf(EnvelopeRefusedException.class)
                .message()
                .doesNotContain("Ada");
    }

    private static Binding with(Binding honest, byte[] nonce, byte[] digest, long issuedAt) {
        return new Binding(
                honest.integrationId(),
                honest.operation(),
                nonce,
                digest,
                issuedAt,
                honest.status(),
                honest.auditLeaf());
    }
}
