package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every cell of operation × integration × key: what is not granted is refused and nothing of it reaches a database.
/// What is expected is computed here from the rules of the API and not by the code that is tested.
class MatrixIT {

    private static final List<String> OPERATIONS = List.of("query", "execute", "transaction", "tokenize_and_insert");
    private static final String ROLE_WORKED = "SELECT count(*) FROM pg_stat_activity WHERE usename = '";

    /// What a key is granted.
    private record KeyGrant(
            String name, Set<String> scopes, Optional<Set<String>> operations, Optional<Set<Integer>> integrations) {}

    /// What an integration permits, and whether it is of the caller's tenant.
    private record Place(int number, Set<String> allowed, boolean own) {}

    private static final List<KeyGrant> KEYS = List.of(
            new KeyGrant("all", Set.of("proxy:outbound"), Optional.empty(), Optional.empty()),
            new KeyGrant(
                    "other scopes", Set.of("evaluate", "vault:read", "audit:read"), Optional.empty(), Optional.empty()),
            new KeyGrant("no scope", Set.of(), Optional.empty(), Optional.empty()),
            new KeyGrant("reads only", Set.of("proxy:outbound"), Optional.of(Set.of("query")), Optional.empty()),
            new KeyGrant(
                    "writes in two",
                    Set.of("proxy:outbound"),
                    Optional.of(Set.of("execute", "transaction")),
                    Optional.of(Set.of(1, 2))),
            new KeyGrant("no operation", Set.of("proxy:outbound"), Optional.of(Set.of()), Optional.empty()),
            new KeyGrant("no integration", Set.of("proxy:outbound"), Optional.empty(), Optional.of(Set.of())));

    private static final List<Place> PLACES = List.of(
            new Place(0, Set.of(), true),
            new Place(1, Set.of("query"), true),
            new Place(2, Set.of("execute", "transaction"), true),
            new Place(3, Set.copyOf(OPERATIONS), true),
            new Place(4, Set.copyOf(OPERATIONS), false));

    @TestFactory
    List<DynamicTest> what_is_not_granted_is_refused_and_touches_nothing() {
        Installation installation = SharedInstallation.get();
        TestTenant tenant = installation.newTenant();
        TestTenant stranger = installation.newTenant();
        List<CustomerDatabase> shops = new ArrayList<>();
        List<TestTenant.TestIntegration> integrations = new ArrayList<>();
        for (Place place : PLACES) {
            CustomerDatabase shop = SharedInstallation.newShop();
            shops.add(shop);
            integrations.add((place.own() ? tenant : stranger)
                    .newIntegration(shop.dsn(), place.allowed().toArray(String[]::new)));
        }
        List<DynamicTest> tests = new ArrayList<>();
        int[] row = {1000};
        for (KeyGrant grant : KEYS) {
            TestKey key = tenant.newKey(json -> granted(json, grant, integrations));
            for (Place place : PLACES) {
                for (String operation : OPERATIONS) {
                    int id = ++row[0];
                    tests.add(DynamicTest.dynamicTest(
                            grant.name() + " × integration " + place.number() + " × " + operation,
                            () -> cell(key, grant, place, operation, id, shops, integrations)));
                }
            }
        }
        return tests;
    }

    private static JsonObject granted(JsonObject json, KeyGrant grant, List<TestTenant.TestIntegration> integrations) {
        json.put("scopes", new JsonArray(List.copyOf(grant.scopes())));
        grant.operations().ifPresent(names -> json.put("operations", new JsonArray(List.copyOf(names))));
        grant.integrations()
                .ifPresent(numbers -> json.put(
                        "integrations",
                        new JsonArray(numbers.stream()
                                .map(number -> integrations.get(number).id().value())
                                .toList())));
        return json;
    }

    private static void cell(
            TestKey key,
            KeyGrant grant,
            Place place,
            String operation,
            int id,
            List<CustomerDatabase> shops,
            List<TestTenant.TestIntegration> integrations) {
        CustomerDatabase shop = shops.get(place.number());
        int connections = shop.connections();
        // When
        TestKey.Reply reply =
                key.call(integrations.get(place.number()).id().value(), operation, payload(operation, id));
        // Then
        Optional<String> refusal = refusal(grant, place, operation);
        if (refusal.isPresent()) {
            SharedInstallation.assertRefused(key.installation(), reply, refusal.orElseThrow());
            assertThat(shop.look("SELECT count(*) FROM orders WHERE id = " + id))
                    .isEqualTo("0");
            assertThat(shop.connections()).isLessThanOrEqualTo(connections);
        } else {
            assertThat(reply.code()).as(reply.json().encode()).isEqualTo("ok");
        }
        if (!place.own() || place.allowed().isEmpty()) {
            assertThat(shop.look(ROLE_WORKED + shop.role().name() + "'")).isEqualTo("0");
        }
    }

    /// The rules: the scope, then whether the integration exists for this key, then every list of operations.
    private static Optional<String> refusal(KeyGrant grant, Place place, String operation) {
        if (!grant.scopes().contains("proxy:outbound")) {
            return Optional.of("scope_missing");
        }
        boolean exists = place.own()
                && grant.integrations()
                        .map(list -> list.contains(place.number()))
                        .orElse(true);
        if (!exists) {
            return Optional.of("integration_not_found");
        }
        boolean granted = place.allowed().contains(operation)
                && grant.operations().map(list -> list.contains(operation)).orElse(true);
        return granted ? Optional.empty() : Optional.of("operation_not_allowed");
    }

    private static JsonObject payload(String operation, int id) {
        String insert = "INSERT INTO orders VALUES (" + id + ", $1)";
        return switch (operation) {
            case "query" -> TestKey.statement("SELECT note FROM orders WHERE id = $1", 7);
            case "execute" -> TestKey.statement(insert, "by execute");
            case "transaction" ->
                new JsonObject().put("statements", new JsonArray().add(TestKey.statement(insert, "by transaction")));
            default ->
                new JsonObject()
                        .put("table", "orders")
                        .put("record", new JsonObject(Map.of("id", id, "note", "by token")))
                        .put("tokenize", new JsonObject().put("note", new JsonObject().put("data_type", "text")));
        };
    }
}
