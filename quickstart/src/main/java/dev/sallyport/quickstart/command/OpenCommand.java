package dev.sallyport.quickstart.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.quickstart.cli.Arguments;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.answer.SentRequest;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.problem.EnvelopeRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// `open`: verifies and opens the envelope on standard input. With `--nonce` and `--body` it also holds the
/// answer to the request that was sent.
public final class OpenCommand implements Command {

    private static final int MAX_BYTES = 16 << 20;
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private final InputStream in;
    private final PrintStream out;

    public OpenCommand(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public String name() {
        return "open";
    }

    @Override
    public int run(List<String> words) throws Exception {
        var arguments = Arguments.parse(words, Set.of("client", "data", "max-age", "nonce", "body"));
        if (!arguments.rest().isEmpty()) {
            throw CliFailure.usage("open reads an envelope from standard input");
        }
        byte[] envelope = in.readNBytes(MAX_BYTES);
        try (SallyportClient client = ClientFiles.open(arguments)) {
            VerifiedAnswer answer = open(client, envelope, arguments);
            out.writeBytes(answer.plaintext());
            out.println();
            out.flush();
            System.err.println("verified: " + answer.operation() + (answer.refused() ? " refused, " : ", ")
                    + answer.auditEventId() + ", signed " + answer.issuedAt() + " by " + answer.signingKeyId());
            return 0;
        } catch (EnvelopeRefusedException refused) {
            System.err.println("sallyport: " + refused.getMessage());
            return CliFailure.FAILED;
        }
    }

    private static VerifiedAnswer open(SallyportClient client, byte[] envelope, Arguments arguments)
            throws IOException {
        if (arguments.option("nonce").isPresent() != arguments.option("body").isPresent()) {
            throw CliFailure.usage("--nonce and --body belong together");
        }
        Duration maxAge = arguments.option("max-age").map(OpenCommand::duration).orElse(MAX_AGE);
        return arguments.option("nonce").isPresent()
                ? client.encryption().open(envelope, sent(arguments), maxAge)
                : client.encryption().decrypt(new String(envelope, UTF_8), maxAge);
    }

    private static SentRequest sent(Arguments arguments) throws IOException {
        byte[] body = Files.readAllBytes(Path.of(arguments.option("body").orElseThrow()));
        try {
            byte[] nonce = Base64.getDecoder().decode(arguments.option("nonce").orElseThrow());
            return SentRequest.of(nonce, "POST", "/api/v2/proxy/outbound", body);
        } catch (IllegalArgumentException e) {
            throw CliFailure.usage("--nonce must be base64");
        }
    }

    /// `90s`, `15m`, `12h`, `30d`.
    private static Duration duration(String text) {
        try {
            return text.endsWith("d") ? Duration.parse("P" + text) : Duration.parse("PT" + text);
        } catch (DateTimeParseException e) {
            throw CliFailure.usage("--max-age must be a number with s, m, h or d");
        }
    }
}
