package dev.sallyport.quickstart.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.audit.export.VerifierReport;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.problem.EnvelopeRefusedException;
import dev.sallyport.sdk.proxy.ExecuteResult;
import dev.sallyport.sdk.proxy.InsertResult;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import dev.sallyport.sdk.proxy.QueryResult;
import dev.sallyport.sdk.proxy.Row;
import dev.sallyport.sdk.proxy.Statement;
import dev.sallyport.sdk.proxy.Tokenize;
import dev.sallyport.sdk.proxy.TransactionResult;
import dev.sallyport.sdk.vault.CredentialInfo;
import dev.sallyport.sdk.vault.IntegrationRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Shows every operation on the demo tenant, three refusals, and that the audit log keeps what the answers promised.
final class Demonstration {

    private static final String LAMP = "LAMP-01";

    /// Reads as a query, and deletes.
    private static final String HIDDEN_WRITE =
            "WITH gone AS (DELETE FROM order_items RETURNING id) SELECT count(*) FROM gone";

    private final SallyportClient client;
    private final Path file;
    private final PrintStream out;
    private final KeptAnswers kept = new KeptAnswers();

    Demonstration(SallyportClient client, Path file, PrintStream out) {
        this.client = client;
        this.file = file;
        this.out = out;
    }

    void run() throws IOException {
        CredentialId credential = credential();
        CredentialInfo sealed = client.vault().get(credential);
        out.println("The vault sealed the customer's DSN as " + sealed.id() + ", version " + sealed.version()
                + ". It cannot open it, and no call returns it.");
        out.println("Each answer below was encrypted for this client alone, and both of its signatures were checked");
        out.println("here. aud_… names its event in the audit log; the time is from call to checked answer.");
        out.println();
        QueryResult orders = query();
        execute();
        transaction();
        tokenizeAndInsert();
        tamperedEnvelope(orders.answer());
        operationNotAllowed(credential);
        hiddenWrite();
        promisesKept();
    }

    /// Every answer above promised a leaf of the audit log under its signature.
    private void promisesKept() throws IOException {
        long leaves = kept.proveEach(client);
        title("audit", kept.count() + " answers proven to a signed head of " + leaves + " leaves");
        VerifierReport report = kept.verifyExport(client, file);
        report.findings().forEach(finding -> say("WRONG " + finding.kind() + ": " + finding.text()));
        if (!report.holds() || report.promisesKept() != kept.count()) {
            throw CliFailure.failed("the audit log does not hold what the answers promised");
        }
        say("the whole export recomputed offline: " + report.treeSize() + " leaves, " + report.events()
                + " events of this tenant, " + report.promisesKept() + " promises kept");
    }

    private QueryResult query() {
        QueryResult found = timed("query", () -> client.proxy().query("""
                        SELECT c.name, o.status::text AS status, sum(i.quantity * i.price) AS total
                          FROM orders o JOIN customers c ON c.id = o.customer_id JOIN order_items i ON i.order_id = o.id
                         WHERE c.city = $1 GROUP BY o.id, c.name ORDER BY o.placed_at""", "Berlin"), QueryResult::answer);
        say("a customer's orders, their state and value, read over TLS:");
        for (Row row : found) {
            say("  " + row.cell("name").asText() + "  " + row.cell("status").asText() + "  "
                    + row.cell("total").asBigDecimal());
        }
        return found;
    }

    private void execute() {
        ExecuteResult done = timed(
                "execute",
                () -> client.proxy()
                        .execute("UPDATE orders SET status = $1 WHERE status = $2 RETURNING id", "shipped", "paid"),
                ExecuteResult::answer);
        say(done.rowsAffected() + " order was paid and is shipped now: "
                + done.rows().getFirst().cell("id").asUuid());
    }

    private void transaction() {
        TransactionResult done = timed(
                "transaction",
                () -> client.proxy()
                        .transaction(List.of(
                                Statement.of("UPDATE products SET stock = stock - 2 WHERE sku = $1", LAMP)
                                        .expectingRows(1),
                                Statement.of(
                                        "INSERT INTO orders (customer_id, status) VALUES (5, 'open') RETURNING id"),
                                Statement.of("SELECT sku, stock FROM products WHERE sku = $1", LAMP))),
                TransactionResult::answer);
        Row left = done.results().getLast().rows().getFirst();
        say(done.results().size() + " statements, all kept or none: "
                + left.cell("sku").asText() + " has " + left.cell("stock").asInt() + " left");
    }

    private void tokenizeAndInsert() {
        InsertResult done = timed(
                "tokenize_and_insert",
                () -> client.proxy()
                        .tokenizeAndInsert(
                                "customers",
                                Map.of(
                                        "name", "Ines Roth",
                                        "email", "ines.roth@example.com",
                                        "phone", "+43 316 5550107",
                                        "city", "Graz"),
                                Map.of("email", Tokenize.as("email"), "phone", Tokenize.as("phone"))),
                InsertResult::answer);
        say("the customer's database holds no address and no number, but  "
                + done.tokens().getFirst().entrySet().stream()
                        .map(token -> token.getKey() + " = " + token.getValue())
                        .collect(Collectors.joining(", ")));
    }

    /// Flips one bit of the ciphertext.
    private void tamperedEnvelope(VerifiedAnswer honest) throws IOException {
        ObjectNode envelope = (ObjectNode) Json.read(honest.envelope());
        ObjectNode encrypted = (ObjectNode) envelope.path("encrypted");
        byte[] bytes = encrypted.path("ciphertext_data").binaryValue();
        bytes[0] ^= 1;
        encrypted.put("ciphertext_data", bytes);
        try {
            client.encryption().decrypt(new String(Json.write(envelope), UTF_8));
        } catch (EnvelopeRefusedException refused) {
            title("one bit changed", "of the first envelope: refused before anything was decrypted");
            return;
        }
        throw CliFailure.failed("a tampered envelope was opened");
    }

    private void operationNotAllowed(CredentialId credential) {
        IntegrationId reports = client.vault()
                .integrations()
                .create(IntegrationRequest.postgres("reports", credential, "query"))
                .id();
        try {
            client.proxy().on(reports).execute("DELETE FROM customers");
        } catch (OperationRefusedException refused) {
            title("execute, not allowed", "refused and signed: " + refused.code());
            say("on an integration that permits query alone. " + refused.fix());
            return;
        }
        throw CliFailure.failed("an operation that is not allowed was run");
    }

    /// A read that deletes is refused by its meaning, before any connection is touched.
    private void hiddenWrite() {
        long before = items();
        try {
            client.proxy().query(HIDDEN_WRITE);
        } catch (OperationRefusedException refused) {
            title(
                    "query that writes",
                    "refused and signed: " + refused.code() + ", rule " + member(refused, "rule_code"));
            say(HIDDEN_WRITE);
            say(refused.problem().detail());
            say("at " + member(refused, "ast_node_path"));
            say("suggestion: " + member(refused, "suggestion"));
            if (items() != before) {
                throw CliFailure.failed("a statement that was refused changed rows");
            }
            return;
        }
        throw CliFailure.failed("a query that deletes was run");
    }

    private long items() {
        return client.proxy()
                .query("SELECT count(*)::int4 AS n FROM order_items")
                .single()
                .cell("n")
                .asInt();
    }

    private static String member(OperationRefusedException refused, String name) {
        return refused.problem()
                .detailMember(name)
                .orElseThrow(() -> CliFailure.failed("the refusal does not say its " + name));
    }

    private <T> T timed(String operation, Supplier<T> call, java.util.function.Function<T, VerifiedAnswer> answer) {
        long start = System.nanoTime();
        T result = call.get();
        double millis = (System.nanoTime() - start) / 1e6;
        kept.keep(answer.apply(result));
        title(
                operation,
                String.format(
                        Locale.ROOT,
                        "%8.1f ms  %s",
                        millis,
                        answer.apply(result).auditEventId()));
        return result;
    }

    private void title(String what, String outcome) {
        out.printf(Locale.ROOT, "%-22s%s%n", what, outcome);
    }

    private void say(String line) {
        out.println("    " + line);
    }

    private CredentialId credential() throws IOException {
        try (ClientFile read = ClientFile.read(file)) {
            return CredentialId.of(read.member("credential_id").asText());
        }
    }
}
