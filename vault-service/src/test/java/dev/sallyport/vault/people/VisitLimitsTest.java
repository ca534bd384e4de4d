package dev.sallyport.vault.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Calls.Visit;
import dev.sallyport.vault.json.Json;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class VisitLimitsTest {
    private static final Supplier<Uni<Answer>> GOOD =
            () -> Uni.createFrom().item(Answer.ok(Json.object().put("good", true)));

    private final AtomicInteger looked = new AtomicInteger();
    private final VisitLimits limits = new VisitLimits(new SmallRyeConfigBuilder()
            .withMapping(PeopleConfig.class)
            .withDefaultValues(
                    Map.of("sallyport.people.failures-per-minute", "5", "sallyport.people.visits-per-minute", "50"))
            .withConverter(java.time.Duration.class, 300, text -> java.time.Duration.parse("PT" + text))
            .build()
            .getConfigMapping(PeopleConfig.class));

    @Test
    void refused_refresh_tokens_run_out_and_a_good_one_from_there_still_works() {
        var here = visit("192.0.2.7");

        for (int i = 0; i < 5; i++) {
            assertThat(codeOf(limits.withToken(here, this::refused))).isEqualTo(ProblemCode.UNAUTHENTICATED);
        }

        assertThat(codeOf(limits.withToken(here, this::refused))).isEqualTo(ProblemCode.RATE_LIMITED);
        assertThat(limits.withToken(here, GOOD).await().indefinitely().status()).isEqualTo(200);
        assertThat(codeOf(limits.withToken(visit("192.0.2.8"), this::refused))).isEqualTo(ProblemCode.UNAUTHENTICATED);
    }

    @Test
    void a_flood_of_refreshes_stops_before_the_database() {
        for (int i = 0; i < 2000; i++) {
            codeOf(limits.withToken(visit("192.0.2.7"), this::refused));
        }

        assertThat(looked.get()).isLessThan(60);
    }

    @Test
    void addresses_of_one_ipv6_network_are_one_place() {
        for (int i = 0; i < 5; i++) {
            assertThat(codeOf(limits.login(visit("2001:db8::" + i), "a@b", this::refused)))
                    .isEqualTo(ProblemCode.UNAUTHENTICATED);
        }

        int before = looked.get();
        assertThat(codeOf(limits.login(visit("2001:db8::ffff"), "c@d", this::refused)))
                .isEqualTo(ProblemCode.RATE_LIMITED);
        assertThat(codeOf(limits.login(visit("2001:db8:0:0:1::"), "c@d", GOOD))).isEqualTo(ProblemCode.RATE_LIMITED);
        assertThat(looked.get()).isEqualTo(before);
        assertThat(limits.login(visit("2001:db8:0:1::"), "c@d", GOOD)
                        .await()
                        .indefinitely()
                        .status())
                .isEqualTo(200);
    }

    private Uni<Answer> refused() {
        looked.incrementAndGet();
        return Uni.createFrom().failure(new ProblemException(ProblemCode.UNAUTHENTICATED));
    }

    private static Visit visit(String address) {
        return new Visit(RequestId.next(), IpAddress.parse(address).orElseThrow(), Instant.EPOCH);
    }

    private static ProblemCode codeOf(Uni<Answer> refused) {
        return refused.map(_ -> ProblemCode.INTERNAL_ERROR)
                .onFailure()
                .recoverWithItem(fault -> Faults.toProblem(fault).code())
                .await()
                .indefinitely();
    }
}
