package dev.sallyport.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.crypto.envelope.AnswerStatus;
import dev.sallyport.crypto.envelope.Binding;
import dev.sallyport.crypto.envelope.Envelope;
import dev.sallyport.crypto.envelope.EnvelopeSealer;
import dev.sallyport.crypto.envelope.HmacKey;
import dev.sallyport.crypto.envelope.Recipient;
import dev.sallyport.crypto.envelope.RequestDigest;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.keys.Backends;
import dev.sallyport.sdk.keys.ClientKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Both services' edges over real HTTP, sealing for real: what stands behind them is up to each test. */
public final class SallyportServer implements AutoCloseable {

    /** Whose client the tests are. */
    public final TenantId tenant = TenantId.next();

    /** Where its calls go. */
    public final IntegrationId integration = IntegrationId.next();

    /** Every outbound call that came, as it came. */
    public final List<Call> calls = new CopyOnWriteArrayList<>();

    /** Idempotency keys that had their effect. */
    public final Set<String> effects = ConcurrentHashMap.newKeySet();

    /** How often the key set was asked for. */
    public final List<String> keyFetches = new CopyOnWriteArrayList<>();

    /** Bodies of management calls, by method and path. */
    public final Map<String, JsonNode> management = new ConcurrentHashMap<>();

    /** Who made them: the Authorization header of each. */
    public final List<String> managementCallers = new CopyOnWriteArrayList<>();

    /** What they answer, by method and path; an empty object otherwise. */
    public final Map<String, String> managed = new ConcurrentHashMap<>();

    private final PostQuantum postQuantum = Backends.forClients();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SigningKey root = newSigningKey();
    private final ClientKeys clientKeys = ClientKeys.generate();
    private final Secret hmacSecret = Secret.copyOf(new byte[64]);
    private final KemKeyId kemKeyId = KemKeyId.next();
    private final HmacKeyId hmacKeyId = HmacKeyId.next();
    private final List<Delegation> published = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private volatile SigningKey signing;
    private volatile Function<Call, Sealed> answers = call -> Sealed.result("{}");
    private volatile UnaryOperator<Binding> binding = UnaryOperator.identity();
    private volatile UnaryOperator<Envelope> envelopes = UnaryOperator.identity();
    private volatile Function<Call, Integer> status = call -> 200;
    private volatile TenantId sealedFor = tenant;

    /** A call as it came. */
    public record Call(
            String nonce,
            @Nullable String idempotencyKey,
            @Nullable String apiKey,
            byte[] body) {

        /** The body. */
        public JsonNode json() {
            return parse(body);
        }
    }

    /** What goes into the envelope. */
    public record Sealed(AnswerStatus status, String json) {

        /** An operation's result. */
        public static Sealed result(String json) {
            return new Sealed(AnswerStatus.RESULT, json);
        }

        /** A refusal. */
        public static Sealed problem(String json) {
            return new Sealed(AnswerStatus.PROBLEM, json);
        }
    }

    /** Starts on a free port. */
    public SallyportServer() throws IOException {
        signing = newSigningKey();
        publish(delegate(root, signing, Duration.ofDays(1)));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v2/proxy/outbound", this::outbound);
        server.createContext("/.well-known/sallyport/keys", this::keys);
        server.createContext("/api/v2/", this::manage);
        server.start();
    }

    /** Answers calls with this. */
    public void answer(Function<Call, Sealed> with) {
        answers = with;
    }

    /** Binds answers to something else than their call. */
    public void bind(UnaryOperator<Binding> change) {
        binding = change;
    }

    /** Changes envelopes on their way. */
    public void tamper(UnaryOperator<Envelope> change) {
        envelopes = change;
    }

    /** Answers with this status after the effect; 0 closes the connection instead. */
    public void status(Function<Call, Integer> with) {
        status = with;
    }

    /** Seals answers as if they were for another tenant. */
    public void sealFor(TenantId other) {
        sealedFor = other;
    }

    /** Signs with a new key from now on, published with {@code delegation} of it. */
    public void rotateSigningKey(Function<SigningKey, Delegation> delegation) {
        signing = newSigningKey();
        published.clear();
        publish(delegation.apply(signing));
    }

    /** The root key's word for {@code key}, from a day ago until {@code remaining} from now. */
    public Delegation delegate(SigningKey by, SigningKey key, Duration remaining) {
        long now = System.currentTimeMillis();
        return Delegation.sign(
                by, key.id(), key.publicKeyBytes(), now - Duration.ofDays(1).toMillis(), now + remaining.toMillis());
    }

    /** The true root key. */
    public SigningKey root() {
        return root;
    }

    /** Some other key. */
    public SigningKey newSigningKey() {
        try (Secret seed = postQuantum.newSigningSeed()) {
            return postQuantum.signingKey(SigningKeyId.next(), seed);
        }
    }

    /** Where both services answer. */
    public URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** What the client of the tests has in its file. */
    public byte[] clientFile() {
        ObjectNode file = Json.object()
                .put("vault_url", address().toString())
                .put("proxy_url", address().toString())
                .put("tenant_id", tenant.value())
                .put("api_key", "sp_test_key")
                .put("hmac_key_id", hmacKeyId.value())
                .put("hmac_secret", hmacSecret.<String>reveal(SallyportServer::base64))
                .put("kem_key_id", kemKeyId.value())
                .put("kem_seed", clientKeys.seed().<String>reveal(SallyportServer::base64))
                .put("root_public_key", base64(root.publicKeyBytes()))
                .put("integration_id", integration.value())
                .put("kept", "as it is");
        return Json.write(file);
    }

    /** The envelope that answers {@code call}. */
    public Envelope seal(Call call, Sealed content) {
        Binding honest = new Binding(
                IntegrationId.of(call.json().path("integration_id").asText(integration.value())),
                call.json().path("operation").asText("query"),
                Base64.getDecoder().decode(call.nonce()),
                RequestDigest.of("POST", "/api/v2/proxy/outbound", call.body()),
                System.currentTimeMillis(),
                content.status(),
                new byte[32]);
        try (HmacKey hmac = new HmacKey(hmacKeyId, hmacSecret.copy())) {
            Recipient recipient =
                    new Recipient(sealedFor, kemKeyId, postQuantum.kemPublicKey(clientKeys.publicKey()), hmac);
            Envelope sealed = new EnvelopeSealer(signing)
                    .seal(
                            recipient,
                            AuditEventId.next(),
                            binding.apply(honest),
                            "application/json",
                            content.json().getBytes(StandardCharsets.UTF_8));
            return envelopes.apply(sealed);
        }
    }

    private void outbound(HttpExchange exchange) throws IOException {
        Call call = new Call(
                exchange.getRequestHeaders().getFirst("X-Request-Nonce"),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                exchange.getRequestHeaders().getFirst("X-API-Key"),
                exchange.getRequestBody().readAllBytes());
        calls.add(call);
        if (call.idempotencyKey() != null) {
            effects.add(call.idempotencyKey());
        }
        int answered = status.apply(call);
        if (answered == 0) {
            exchange.close();
        } else if (answered == 200) {
            reply(exchange, 200, seal(call, answers.apply(call)).toJson());
        } else {
            reply(exchange, answered, problem("http_" + answered, answered));
        }
    }

    private void keys(HttpExchange exchange) throws IOException {
        keyFetches.add(exchange.getRequestURI().toString());
        ObjectNode set = Json.object();
        for (Delegation delegation : published) {
            ObjectNode key = set.withArray("keys").addObject();
            key.put("kty", "AKP").put("alg", "ML-DSA-65").put("use", "sig");
            key.put("kid", delegation.keyId().value()).put("pub", base64Url(delegation.publicKey()));
            key.putObject("delegation")
                    .put("not_before", delegation.notBeforeMillis())
                    .put("not_after", delegation.notAfterMillis())
                    .put("signature", base64Url(delegation.signature()));
        }
        reply(exchange, 200, Json.write(set));
    }

    private void manage(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String route = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        management.put(route, body.length == 0 ? Json.object() : parse(body));
        managementCallers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        ObjectNode answer = Json.object().put("success", true);
        answer.set("data", parse(managed.getOrDefault(route, "{}").getBytes(StandardCharsets.UTF_8)));
        answer.putObject("meta").put("request_id", "req_1").put("next_cursor", "next");
        reply(exchange, 200, Json.write(answer));
    }

    private void publish(Delegation delegation) {
        published.add(delegation);
    }

    private static byte[] problem(String code, int status) {
        ObjectNode problem =
                Json.object().put("type", "about:blank").put("status", status).put("detail", "said no");
        problem.putObject("error").put("code", code).put("fix", "try something else");
        return Json.write(problem);
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static JsonNode parse(byte[] json) {
        try {
            return Json.read(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(Arrays.toString(json), e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        clientKeys.close();
        new ArrayList<>(List.of(root, signing)).forEach(SigningKey::close);
    }
}
