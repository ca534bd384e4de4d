package dev.sallyport.localkms.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.sallyport.localkms.api.Call;
import dev.sallyport.localkms.api.KmsApi;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.fault.Fault;
import dev.sallyport.localkms.fault.Faults;
import dev.sallyport.localkms.signature.SignatureVerifier;
import dev.sallyport.localkms.signature.SignedRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// One request: read with a limit, verified, parsed, run, answered. Nothing of the body is looked at before its
/// signature holds.
public final class KmsHandler implements HttpHandler {

    private static final System.Logger LOG = System.getLogger(KmsHandler.class.getName());

    /// A policy of 32 KiB, twice escaped, is the largest member.
    private static final int MAX_BODY = 256 * 1024;

    private static final String TARGET_PREFIX = "TrentService.";
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(16).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SignatureVerifier signatures;
    private final KmsApi api;
    private final Faults faults;

    public KmsHandler(SignatureVerifier signatures, KmsApi api, Faults faults) {
        this.signatures = signatures;
        this.api = api;
        this.faults = faults;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        try {
            var request = read(exchange);
            var action = action(request);
            if (isDropped(action)) {
                return;
            }
            var caller = signatures.verify(request);
            var result = api.run(new Call(caller, action, body(request)));
            send(exchange, 200, JSON.writeValueAsBytes(result));
        } catch (KmsException e) {
            LOG.log(Level.DEBUG, "kms.refused error={0}", e.error().awsName());
            send(exchange, e.error().status(), error(e.error(), Objects.toString(e.getMessage(), "")));
        } catch (IOException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "kms.failed", e);
            send(exchange, 500, error(KmsError.INTERNAL, "An internal error occurred."));
        }
    }

    /// Applies a fault; says whether the connection must end without an answer.
    private boolean isDropped(String action) throws InterruptedException {
        var fault = faults.strike(action).orElse(null);
        return switch (fault) {
            case null -> false;
            case Fault.Drop() -> true;
            case Fault.Delay(var by) -> {
                Thread.sleep(by);
                yield false;
            }
            case Fault.Throttle() ->
                throw new KmsException(KmsError.THROTTLING, "You have exceeded the rate at which you may call KMS.");
            case Fault.InternalError() -> throw new KmsException(KmsError.INTERNAL, "An internal error occurred.");
        };
    }

    private static SignedRequest read(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new KmsException(KmsError.REQUEST_TOO_LARGE, "The request is larger than " + MAX_BODY + " bytes.");
        }
        var uri = exchange.getRequestURI();
        return new SignedRequest(
                exchange.getRequestMethod(),
                Objects.requireNonNullElse(uri.getRawPath(), "/"),
                Objects.requireNonNullElse(uri.getRawQuery(), ""),
                exchange.getRequestHeaders(),
                body);
    }

    private static String action(SignedRequest request) {
        var target = request.headers().getOrDefault("x-amz-target", List.of());
        boolean known = request.method().equals("POST")
                && request.path().equals("/")
                && target.size() == 1
                && target.getFirst().startsWith(TARGET_PREFIX);
        if (!known) {
            throw new KmsException(KmsError.UNKNOWN_OPERATION, "POST / with one X-Amz-Target of TrentService.");
        }
        return target.getFirst().substring(TARGET_PREFIX.length());
    }

    private static ObjectNode body(SignedRequest request) throws IOException {
        try {
            if (JSON.readTree(request.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException _) {
            // told below: the parser's text may quote a plaintext
        } finally {
            Arrays.fill(request.body(), (byte) 0);
        }
        throw new KmsException(KmsError.SERIALIZATION, "The body must be one JSON object.");
    }

    private static byte[] error(KmsError error, String message) throws IOException {
        return JSON.writeValueAsBytes(
                JSON.createObjectNode().put("__type", error.awsName()).put("message", message));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/x-amz-json-1.1");
        headers.set("x-amzn-RequestId", UUID.randomUUID().toString());
        headers.set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        Arrays.fill(body, (byte) 0);
    }
}
