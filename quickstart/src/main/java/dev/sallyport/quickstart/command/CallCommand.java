package dev.sallyport.quickstart.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.quickstart.cli.Arguments;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// `call OPERATION …`: sends one operation and prints the opened answer, exactly as it was sealed, on standard
/// output. Parameters are texts, as PostgreSQL reads them; `\N` is NULL.
public final class CallCommand implements Command {

    private static final String NULL = "\\N";
    private static final String USAGE = "call query SQL [PARAM…] | call execute SQL [PARAM…] | call transaction FILE"
            + " | call tokenize_and_insert TABLE JSON";

    private final PrintStream out;

    public CallCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "call";
    }

    @Override
    public int run(List<String> words) throws Exception {
        var arguments = Arguments.parse(words, Set.of("client", "data", "integration"));
        List<String> rest = arguments.rest();
        if (rest.size() < 2) {
            throw CliFailure.usage(USAGE);
        }
        ObjectNode payload = payload(rest.getFirst(), rest.subList(1, rest.size()));
        try (SallyportClient client = ClientFiles.open(arguments)) {
            var proxy = arguments
                    .option("integration")
                    .map(dev.sallyport.crypto.id.IntegrationId::of)
                    .map(client.proxy()::on)
                    .orElseGet(client::proxy);
            long start = System.nanoTime();
            VerifiedAnswer answer = proxy.call(rest.getFirst(), payload);
            print(answer, start);
            return 0;
        } catch (OperationRefusedException refused) {
            write(refused.answer());
            System.err.println("sallyport: refused, " + refused.problem().oneLine());
            return CliFailure.FAILED;
        }
    }

    private static ObjectNode payload(String operation, List<String> words) throws IOException {
        return switch (operation) {
            case "query", "execute" -> statement(words);
            case "transaction" -> transaction(words);
            case "tokenize_and_insert" -> tokenizeAndInsert(words);
            default -> throw CliFailure.usage("unknown operation " + operation + "; " + USAGE);
        };
    }

    private static ObjectNode statement(List<String> words) {
        ObjectNode statement = Json.object().put("sql", words.getFirst());
        ArrayNode params = statement.putArray("params");
        for (String word : words.subList(1, words.size())) {
            if (word.equals(NULL)) {
                params.addNull();
            } else {
                params.add(word);
            }
        }
        return statement;
    }

    /// The file holds the payload, or the list of its statements alone.
    private static ObjectNode transaction(List<String> words) throws IOException {
        JsonNode read = json(one(words, "call transaction FILE"), true);
        if (read instanceof ObjectNode payload) {
            return payload;
        }
        ObjectNode payload = Json.object();
        payload.set("statements", read);
        return payload;
    }

    /// `JSON` holds one record, a list of records, or the payload without its table.
    private static ObjectNode tokenizeAndInsert(List<String> words) throws IOException {
        if (words.size() != 2) {
            throw CliFailure.usage("call tokenize_and_insert TABLE JSON");
        }
        JsonNode read = json(words.get(1), false);
        if (read instanceof ObjectNode payload && (payload.has("record") || payload.has("records"))) {
            return payload.put("table", words.getFirst());
        }
        ObjectNode payload = Json.object().put("table", words.getFirst());
        payload.set(read.isArray() ? "records" : "record", read);
        return payload;
    }

    private static JsonNode json(String word, boolean isFile) throws IOException {
        if (isFile && !Files.isReadable(Path.of(word))) {
            throw CliFailure.unavailable("cannot read " + word);
        }
        byte[] text = isFile ? Files.readAllBytes(Path.of(word)) : word.getBytes(UTF_8);
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw CliFailure.usage((isFile ? word : "the last word") + " is not JSON");
        }
    }

    private static String one(List<String> words, String usage) {
        if (words.size() != 1) {
            throw CliFailure.usage(usage);
        }
        return words.getFirst();
    }

    private void print(VerifiedAnswer answer, long start) {
        write(answer);
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.err.println("verified: " + answer.operation() + ", " + answer.auditEventId() + ", signed by "
                + answer.signingKeyId() + ", " + millis + " ms");
    }

    private void write(VerifiedAnswer answer) {
        out.writeBytes(answer.plaintext());
        out.println();
        out.flush();
    }
}
