package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.hostile.ForgetfulPooler;
import dev.sallyport.testkit.hostile.ForgetfulPooler.Habit;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.TestCa;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A customer's pooler that does not hold what the read lane relies on: the lane sends no call over it.
class PoolerIT {

    private static final String READ = "SELECT note FROM orders WHERE id = 7";

    private final Installation installation = SharedInstallation.get();
    private final TestCa ca = TestCa.create();
    private final CustomerDatabase shop = SharedInstallation.newShop();
    private final TestTenant tenant = installation.newTenant();
    private final TestKey key = tenant.newKey();

    private TestTenant.TestIntegration behind(ForgetfulPooler pooler) {
        return tenant.newIntegration(
                "postgresql://" + shop.role().name() + ":" + shop.role().secret() + "@localhost:" + pooler.port() + "/"
                        + shop.name() + "?sslmode=verify-full&sslrootcert="
                        + CustomerDatabase.encode(ca.certificatePem()),
                "query",
                "execute");
    }

    private ForgetfulPooler pooler(Habit habit) {
        return ForgetfulPooler.start(habit, EmbeddedPostgres.shared().port(), ca);
    }

    /// What was said on sessions of the lane: they alone ask for read-only by their startup message.
    private static List<String> onLane(ForgetfulPooler pooler) {
        return pooler.conversations().stream()
                .filter(said -> said.contains("default_transaction_read_only\0on"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = "NONE")
    void a_pooler_that_hands_everything_on_is_served_on_the_lane(Habit habit) {
        try (ForgetfulPooler pooler = pooler(habit)) {
            TestTenant.TestIntegration integration = behind(pooler);
            // When
            TestKey.Reply reply = key.query(integration, READ);
            // Then
            assertThat(reply.rows().getJsonArray(0).getString(0)).isEqualTo("note 7");
            assertThat(onLane(pooler)).singleElement().asString().contains(READ);
            assertThat(pooler.conversations()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_session_that_is_not_as_asked_for_serves_no_read_and_the_exclusive_lane_does(Habit habit) {
        try (ForgetfulPooler pooler = pooler(habit)) {
            TestTenant.TestIntegration integration = behind(pooler);
            for (int i = 0; i < 5; i++) {
                // When
                TestKey.Reply reply = key.query(integration, READ);
                // Then
                assertThat(reply.code()).as(reply.text()).isEqualTo("ok");
                assertThat(reply.rows().getJsonArray(0).getString(0)).isEqualTo("note 7");
            }
            assertThat(onLane(pooler))
                    .as("tried once, then left alone")
                    .singleElement()
                    .asString()
                    .doesNotContain(READ);
            assertThat(pooler.conversations())
                    .anySatisfy(said -> assertThat(said).contains(READ).contains("READ ONLY"));
            Waiting.until(
                    "the lane's session is closed",
                    () -> shop.connections() == pooler.conversations().size() - 1);
            assertThat(key.execute(integration, "INSERT INTO orders VALUES (901, 'written')")
                            .code())
                    .isEqualTo("ok");
        }
    }
}
