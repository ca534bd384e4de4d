package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// More answers than the signers take: some calls get no envelope, after their conclusion was given to the log.
class SigningOverloadIT {

    private static final int CALLS = 200;
    private static final int CALLERS = 32;

    static Installation installation;
    static CustomerDatabase shop;

    @BeforeAll
    static void start() {
        installation = Installation.start(Map.of("sallyport.signing.threads", "1", "sallyport.signing.queue", "1"));
        shop = CustomerDatabase.in(EmbeddedPostgres.shared(), "CREATE TABLE orders (id bigint PRIMARY KEY)");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void a_call_whose_answer_could_not_be_sealed_has_one_conclusion() throws Exception {
        TestTenant tenant = installation.newTenant();
        TestTenant.TestIntegration integration = tenant.newIntegration(shop.dsn(), "query");
        TestKey key = tenant.newKey();
        assertThat(key.query(integration, "SELECT 1").code()).isEqualTo("ok");

        List<String> codes;
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            codes = callers
                    .invokeAll(IntStream.range(0, CALLS)
                            .<Callable<String>>mapToObj(i ->
                                    () -> key.query(integration, "SELECT 1").code())
                            .toList())
                    .stream()
                    .map(SigningOverloadIT::codeOf)
                    .toList();
        }

        assertThat(codes).contains("overloaded").isSubsetOf("ok", "overloaded");
        assertThat(SharedInstallation.look(
                        installation,
                        "SELECT count(*) || ' ' || count(DISTINCT event_id) FROM audit.event WHERE stage = 2 AND tenant_id = '"
                                + tenant.id().value() + "'"))
                .isEqualTo((CALLS + 1) + " " + (CALLS + 1));
    }

    private static String codeOf(Future<String> call) {
        try {
            return call.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
