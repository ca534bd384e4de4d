package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What a column shows goes back in as a parameter and is the same value: for every type, at its edges and at
/// random.
class ValueRoundTripIT {

    private static final long SEED = 20_260_101;
    private static final int RANDOM_VALUES = 12;

    static Installation installation;
    static TestKey key;
    static TestTenant.TestIntegration integration;

    @BeforeAll
    static void start() {
        installation = Installation.start();
        CustomerDatabase shop = CustomerDatabase.in(
                EmbeddedPostgres.shared(),
                "CREATE TYPE mood AS ENUM ('sad', 'it''s \"ok\", {fine}')",
                "CREATE DOMAIN positive AS int CHECK (value > 0)",
                "CREATE DOMAIN texts AS text[]",
                "CREATE TYPE pair AS (a int, b text)",
                "CREATE TYPE span AS RANGE (subtype = float8)");
        TestTenant tenant = installation.newTenant();
        key = tenant.newKey();
        integration = tenant.newIntegration(shop.dsn(), TestTenant::observed, "query");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    private record Sample(String type, List<String> literals) {}

    private static Sample of(String type, String... literals) {
        return new Sample(type, List.of(literals));
    }

    private static final List<Sample> EDGES = List.of(
            of("bool", "true", "false"),
            of("int2", "-32768", "32767"),
            of("int4", "-2147483648", "2147483647"),
            of("int8", "-9223372036854775808", "9007199254740993"),
            of("float4", "0.1", "-0", "3.4028235e38", "NaN", "Infinity", "-Infinity", "1e-45"),
            of("float8", "0.1", "-0", "1.7976931348623157e308", "NaN", "Infinity", "-Infinity", "5e-324"),
            of(
                    "numeric",
                    "0",
                    "1.500",
                    "-12345678901234567890.123456789012345678901234567890",
                    "NaN",
                    "Infinity",
                    "1e-30"),
            of("money", "12.34", "-92233720368547758.08"),
            of("text", "", "it''s \"x\" \\ \n\t\u0001 é € 𝄞"),
            of("varchar(5)", "ab"),
            of("char(5)", "ab"),
            of("\"char\"", "a"),
            of("name", "pg_x"),
            of("bytea", "\\x", "\\x00ff10"),
            of("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
            of("json", "3", "\"s\"", "[true,null]", "null", "{\"$json\":null}", "{\"$json\":1,\"b\":2}"),
            of("jsonb", "{\"a\": [true, null, {\"c\": \"x\\\"y\"}], \"b\": 1.5}"),
            of("date", "2024-02-29", "0044-03-15 BC", "infinity", "-infinity", "5874897-12-31"),
            of("time", "00:00", "24:00:00", "23:59:59.999999"),
            of("timetz", "12:00:00+05:30", "24:00:00-12"),
            of(
                    "timestamp",
                    "2024-02-29 23:59:59.123456",
                    "0001-01-01 00:00:00 BC",
                    "infinity",
                    "294276-12-31 23:59:59"),
            of(
                    "timestamptz",
                    "2024-02-29 23:59:59.5+02",
                    "4713-01-01 00:00:00+00 BC",
                    "-infinity",
                    "1900-01-01 00:00:00+00"),
            of("interval", "1 year 2 mons -3 days 04:05:06.789", "-00:00:01", "0", "178000000 years"),
            of("inet", "10.1.2.3/8", "::1", "2001:db8::/32"),
            of("cidr", "10.0.0.0/8"),
            of("macaddr", "08:00:2b:01:02:03"),
            of("macaddr8", "08:00:2b:01:02:03:04:05"),
            of("bit(3)", "101"),
            of("varbit", "", "10110"),
            of("xml", "<a b=\"1\">x</a>"),
            of("tsvector", "a:1 fat:2,4 cat:3"),
            of("tsquery", "fat & (rat | cat)"),
            of("oid", "4294967295"),
            of("pg_lsn", "16/B374D848"),
            of("point", "(1.5,-2)"),
            of("box", "(3,4),(1,2)"),
            of("mood", "sad", "it''s \"ok\", {fine}"),
            of("positive", "7"),
            of("pair", "(1,\"a,b\")", "(,)"),
            of("int4range", "[1,5)", "empty", "(,)"),
            of("tstzrange", "[2024-01-01 00:00:00+00,infinity)"),
            of("span", "[1.5,2.5)"),
            of("int4multirange", "{[1,3),[5,7)}"),
            of("int4[]", "{}", "{1,NULL,3}", "{{1,2},{3,4}}", "[2:3]={7,8}"),
            of("text[]", "{\"\",NULL,\"NULL\",\"a,b\",\"q\\\"\\\\z\",\"{x}\"}"),
            of("numeric[]", "{NaN,1.50,NULL}"),
            of("bytea[]", "{\"\\\\x00ff\",NULL}"),
            of("timestamptz[]", "{\"2024-01-01 00:00:00+00\",infinity}"),
            of("jsonb", "null", "{\"$json\": {\"$json\": null}}", "{\"$\": 1}"),
            of("jsonb[]", "{null,NULL,\"{\\\"$json\\\": 1}\"}", "{\"{\\\"a\\\": [1, 2]}\",\"[1, 2]\",NULL}"),
            of("bool[]", "{t,f}"),
            of("box[]", "{(3,4),(1,2);(1,1),(0,0)}"),
            of("mood[]", "{sad,\"it''s \\\"ok\\\", {fine}\"}"),
            of("int4range[]", "{\"[1,5)\",empty}"),
            of("uuid[]", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"));

    @TestFactory
    List<DynamicTest> every_type_comes_back_as_it_went_out() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Sample sample : EDGES) {
            tests.add(DynamicTest.dynamicTest(sample.type(), () -> {
                for (String literal : sample.literals()) {
                    roundTrip(sample.type(), "'" + literal + "'::" + sample.type());
                }
                roundTrip(sample.type(), "NULL::" + sample.type());
            }));
        }
        return tests;
    }

    @Test
    void random_values_come_back_as_they_went_out() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < RANDOM_VALUES; i++) {
            long bits = random.nextLong();
            roundTrip("float8", "'" + Double.longBitsToDouble(bits) + "'::float8");
            roundTrip("float4", "'" + Float.intBitsToFloat((int) bits) + "'::float4");
            roundTrip("int8", "(" + bits + ")::int8");
            roundTrip("numeric", "(" + bits + "::numeric / 10 ^ " + random.nextInt(20) + "::numeric)");
            roundTrip("bytea", "'\\x" + Long.toHexString(bits | 1L << 60) + "'::bytea");
            roundTrip("timestamptz", "to_timestamp(" + bits / 100_000_000L + "::float8 / 1000000)");
            roundTrip("interval", "(" + bits / 1_000_000_000L + " * interval '1 microsecond')");
            roundTrip("text[]", "ARRAY[chr(" + (1 + random.nextInt(0xD000)) + "), '" + Long.toString(bits, 36) + "']");
        }
    }

    @Test
    void json_documents_keep_every_digit_both_ways() {
        // Given
        String document = "{\"a\":1.10,\"b\":123456789012345678901234567890.5,\"c\":[-0,1E400,\"\\u00e9\"]}";
        String body = "{\"integration_id\":\"" + integration.id() + "\",\"operation\":\"query\",\"payload\":"
                + "{\"sql\":\"SELECT $1::json, $1::json::text\",\"params\":[" + document + "]}}";

        // When
        TestKey.Reply reply = key.send(body, Optional.empty(), TestKey.nonce());

        // Then
        assertThat(reply.text()).contains("1.10", "123456789012345678901234567890.5", "[-0,1E400,\"é\"]");
        assertThat(reply.rows().getJsonArray(0).getString(1)).isEqualTo(document.replace("\\u00e9", "é"));
    }

    @Test
    void a_json_document_that_strict_readers_refuse_is_refused_by_column() {
        // When
        TestKey.Reply twice = key.query(integration, "SELECT 1, '{\"a\":1,\"a\":2}'::json");
        TestKey.Reply deep = key.query(
                integration,
                "SELECT repeat('[', 40) || repeat(']', 40)::text, (repeat('[', 40) || repeat(']', 40))::jsonb");

        // Then
        assertThat(twice.code()).isEqualTo("statement_failed");
        assertThat(twice.json().getString("detail")).contains("olumn 2");
        assertThat(deep.code()).isEqualTo("statement_failed");
    }

    @Test
    void the_document_null_is_not_the_absence_of_one() {
        // When
        TestKey.Reply shown = key.query(integration, "SELECT 'null'::json, NULL::json, ' null'::json, '[null]'::jsonb");
        String statement = "SELECT $1::jsonb IS NULL, $2::jsonb IS NULL, $2::jsonb::text, $3::jsonb::text";
        JsonArray params = new JsonArray()
                .addNull()
                .add(new JsonObject().putNull("$json"))
                .add(new JsonObject().put("$json", new JsonObject().put("$json", 1)));
        TestKey.Reply taken = key.call(
                integration.id().value(),
                "query",
                new JsonObject().put("sql", statement).put("params", params));
        // Then
        assertThat(shown.text()).contains("[{\"$json\":null},null,{\"$json\": null},[null]]");
        assertThat(taken.rows().getJsonArray(0).encode()).isEqualTo("[true,false,\"null\",\"{\\\"$json\\\": 1}\"]");
    }

    @Test
    void random_documents_come_back_as_they_went_out() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < RANDOM_VALUES; i++) {
            String document = document(random, 3).replace("'", "''");
            roundTrip("jsonb", "'" + document + "'::jsonb");
            roundTrip("json", "'" + document + "'::json");
        }
    }

    private static String document(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 7)) {
            case 0 -> "null";
            case 1 -> "\"$json\"";
            case 2 -> Integer.toString(random.nextInt(100));
            case 3 -> "true";
            case 4 -> "[" + document(random, depth - 1) + "," + document(random, depth - 1) + "]";
            case 5 -> "{\"$json\":" + document(random, depth - 1) + "}";
            default ->
                "{\"" + (random.nextBoolean() ? "$json" : "a") + "\":" + document(random, depth - 1) + ",\"b\":"
                        + document(random, depth - 1) + "}";
        };
    }

    /// Reads a value, sends what was read, and lets the database compare the two by their text form.
    private static void roundTrip(String type, String expression) {
        TestKey.Reply first = key.query(integration, "SELECT " + expression);
        assertThat(first.code()).as(expression).isEqualTo("ok");
        Object shown = first.rows().getJsonArray(0).getValue(0);
        TestKey.Reply second = key.query(
                integration,
                "SELECT $1::" + type + "::text IS NOT DISTINCT FROM (" + expression + ")::text, $1::" + type,
                shown);
        assertThat(second.code())
                .as("%s shown as %s: %s", expression, shown, second.json())
                .isEqualTo("ok");
        JsonArray row = second.rows().getJsonArray(0);
        assertThat(row.getBoolean(0)).as("%s shown as %s", expression, shown).isTrue();
        assertThat(row.getValue(1)).as(expression).isEqualTo(shown);
    }
}
