package dev.sallyport.quickstart.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sallyport.crypto.id.PolicyId;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.http.RetryPolicy;
import dev.sallyport.sdk.problem.EnvelopeRefusedException;
import dev.sallyport.sdk.problem.SallyportException;
import dev.sallyport.sdk.problem.UnreachableException;
import dev.sallyport.sdk.proxy.ProxyApi;
import dev.sallyport.sdk.vault.PolicyInfo;
import dev.sallyport.testkit.link.Fault;
import dev.sallyport.testkit.link.FaultyLink;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The SDK over a line with every fault, to both services: a call ends in its time with a verified answer or a typed
/// problem, and what is repeated has one effect.
@ExtendWith(SharedStack.class)
class FaultyLinkIT {

    private static final Duration CALL = Duration.ofSeconds(4);
    private static final Duration ATTEMPT = Duration.ofMillis(1_500);
    private static final Duration SLACK = Duration.ofMillis(700);
    private static final String READ = "SELECT name FROM customers WHERE city = 'Berlin'";
    private static final String WRITE = "INSERT INTO customers (name, email, city) VALUES ($1, $1, 'Ulm')";
    private static final Pattern KEY = Pattern.compile("(?i)\r\nidempotency-key: ([^\r]+)");

    private final RunningStack stack;
    private final FaultyLink toProxy;
    private final FaultyLink toVault;
    private SallyportClient client;

    FaultyLinkIT(RunningStack stack) {
        this.stack = stack;
        this.toProxy = FaultyLink.to(stack.proxyUrl());
        this.toVault = FaultyLink.to(stack.vaultUrl());
        this.client = stack.client();
    }

    @BeforeEach
    void connect() throws Exception {
        try (ClientFile file = ClientFile.read(stack.clientFile())) {
            client = SallyportClient.builder()
                    .file(file)
                    .proxy(toProxy.address())
                    .vault(toVault.address())
                    .retries(new RetryPolicy(4, Duration.ofMillis(10), Duration.ofMillis(50)))
                    .timeouts(ATTEMPT, CALL)
                    .build();
        }
    }

    @AfterEach
    void close() {
        client.close();
        toProxy.close();
        toVault.close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NONE", "LATE"},
            mode = Mode.EXCLUDE)
    void a_read_under_a_lasting_fault_ends_in_its_time_with_a_typed_problem(Fault fault) {
        proxy().query(READ);
        toProxy.always(fault);

        var ended = timed(() -> proxy().query(READ));

        assertThat(ended.thrown()).as(fault.name()).isInstanceOf(expected(fault));
        assertThat(ended.took()).isLessThan(CALL.plus(SLACK));
        assertThat(toProxy.requests())
                .as("what was believed to be wrong is not asked for again")
                .hasSizeLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void a_read_is_right_as_soon_as_the_line_is(Fault fault) {
        proxy().query(READ);
        toProxy.first(1, fault);

        var ended = timed(() ->
                assertThat(proxy().query(READ).single().cell("name").asText()).isEqualTo("Ada Sommer"));

        if (damages(fault)) {
            assertThat(ended.thrown()).isInstanceOf(EnvelopeRefusedException.class);
            assertThat(toProxy.requests()).hasSize(1);
        } else {
            assertThat(ended.thrown()).isNull();
        }
        assertThat(ended.took()).isLessThan(CALL.plus(SLACK));
        assertThat(proxy().query(READ).rows()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_write_has_one_effect_however_often_it_was_sent(Fault fault) throws Exception {
        proxy().query(READ);
        toProxy.first(2, fault);
        var name = "faulty " + UUID.randomUUID();

        var ended = timed(
                () -> assertThat(proxy().execute(WRITE, name).rowsAffected()).isEqualTo(1));

        assertThat(rows(name)).isEqualTo("1");
        assertThat(ended.thrown())
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        typed -> assertThat(typed).isInstanceOf(SallyportException.class));
        assertThat(ended.thrown() == null).as("%s %s", fault, ended).isEqualTo(!damages(fault));
        assertThat(ended.took()).isLessThan(CALL.plus(SLACK));
        assertThat(keys(toProxy)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NONE", "LATE"},
            mode = Mode.EXCLUDE)
    void without_a_key_set_no_answer_is_believed(Fault fault) {
        toVault.always(fault);

        var ended = timed(() -> proxy().query(READ));

        if (fault == Fault.FLIPPED && ended.thrown() == null) {
            // Another key of the set was hit: the root key's word for the one that signed still held.
            return;
        }
        assertThat(ended.thrown()).as(fault.name()).isInstanceOf(SallyportException.class);
        assertThat(ended.took()).isLessThan(CALL.multipliedBy(2).plus(SLACK));
    }

    @ParameterizedTest
    @EnumSource(names = "FLIPPED", mode = Mode.EXCLUDE)
    void a_change_at_the_vault_is_made_once(Fault fault) throws Exception {
        toVault.first(2, fault);
        var name = "faulty " + UUID.randomUUID();

        var ended = timed(() -> client.vault().policies().create(name, Json.object()));

        assertThat(ended.thrown())
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        typed -> assertThat(typed).isInstanceOf(SallyportException.class));
        assertThat(ended.took()).isLessThan(CALL.plus(SLACK));
        assertThat(keys(toVault)).hasSize(1);
        List<PolicyId> made = stack.client().vault().policies().list(200, "").items().stream()
                .filter(policy -> policy.name().equals(name))
                .map(PolicyInfo::id)
                .toList();
        assertThat(made).hasSize(1);
        stack.client().vault().policies().delete(made.getFirst(), false);
    }

    private record Ended(Throwable thrown, Duration took) {}

    private static Ended timed(ThrowingCallable call) {
        long begun = System.nanoTime();
        Throwable thrown = catchThrowable(call);
        return new Ended(thrown, Duration.ofNanos(System.nanoTime() - begun));
    }

    private ProxyApi proxy() {
        return client.proxy();
    }

    private String rows(String name) throws Exception {
        return stack.asAdmin("SELECT count(*) FROM customers WHERE name = '" + name + "'");
    }

    /// Complete to HTTP, and yet not what was sent: never believed and never asked for again.
    private static boolean damages(Fault fault) {
        return fault == Fault.FLIPPED || fault == Fault.NOISE || fault == Fault.CUT;
    }

    private static Class<? extends SallyportException> expected(Fault fault) {
        return damages(fault) ? EnvelopeRefusedException.class : UnreachableException.class;
    }

    private static Set<String> keys(FaultyLink link) {
        return link.requests().stream()
                .filter(request -> request.startsWith("POST"))
                .map(request -> {
                    var key = KEY.matcher(request);
                    return key.find() ? key.group(1) : "none";
                })
                .collect(Collectors.toSet());
    }
}
