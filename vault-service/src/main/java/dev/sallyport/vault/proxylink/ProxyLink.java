package dev.sallyport.vault.proxylink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.IdentitySignature;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.service.jwt.ServiceTokenIssuer;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.keyring.VaultKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/// Calls to a proxy. Does not block; thread safe.
public final class ProxyLink {
    private static final Logger LOG = Logger.getLogger(ProxyLink.class);
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final HttpClient http;
    private final ProxyConfig config;
    private final ServiceTokenIssuer tokens;
    private final VaultKeys keys;
    private final Clock clock;
    private final AtomicReference<Optional<Instant>> downSince = new AtomicReference<>(Optional.empty());

    public ProxyLink(HttpClient http, ProxyConfig config, ServiceTokenIssuer tokens, VaultKeys keys, Clock clock) {
        this.http = http;
        this.config = config;
        this.tokens = tokens;
        this.keys = keys;
        this.clock = clock;
    }

    /// Has the tenant's unsealing key made, or named again, and checks the proxy's signature over it. Fails with
    /// `proxy_unavailable`, or with the proxy's own word that the KMS is away or refuses.
    public Uni<SignedUnsealingKey> unsealingKey(TenantId tenant, KmsKeyRef kmsKey) {
        var body = Json.object().put("tenant_id", tenant.value()).put("kms_key_ref", kmsKey.value());
        return uni(post("/internal/v1/unsealing-keys", body, config.keyTimeout()))
                .map(answer -> verified(tenant, answer));
    }

    /// Lets the proxy try a sealed credential. Never fails: a proxy that is away is a report.
    public Uni<RiskReport> probe(SealedCredential record) {
        var header = record.header();
        var body = Json.object()
                .put("tenant_id", header.tenantId().value())
                .put("credential_id", header.credentialId().value())
                .put("version", header.version())
                .put("record", StrictBase64.encode(record.toBytes()));
        return uni(post("/internal/v1/probe", body, config.probeTimeout()))
                .map(RiskReport::of)
                .onFailure()
                .recoverWithItem(RiskReport::unavailable);
    }

    /// What a policy would have decided about the statements of the last `days` of integrations, as the proxy says it.
    public Uni<JsonNode> replay(TenantId tenant, List<String> integrations, int days, JsonNode document, int version) {
        var body =
                Json.object().put("tenant_id", tenant.value()).put("days", days).put("policy_version", version);
        body.set("integration_ids", Json.texts(integrations));
        body.set("policy", document);
        return uni(post("/internal/v1/replay", body, config.replayTimeout()));
    }

    /// Since when no proxy has answered; empty while one does.
    public Optional<Instant> downSince() {
        return downSince.get();
    }

    private SignedUnsealingKey verified(TenantId tenant, JsonNode answer) {
        try {
            var keyId = KemKeyId.of(answer.path("kem_key_id").asText());
            var publicKey = StrictBase64.decode(answer.path("public_key").asText(), PqSizes.KEM_PUBLIC_KEY);
            var signature = StrictBase64.decode(answer.path("signature").asText(), PqSizes.SIGNATURE);
            var identity = answer.path("identity_key_id").asText();
            if (identity.equals(keys.proxyIdentity().id().value())
                    && IdentitySignature.verify(keys.proxyIdentity(), tenant, keyId, publicKey, signature)) {
                return new SignedUnsealingKey(keyId, publicKey, signature, identity);
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("proxy.unsealing_key.malformed");
        }
        throw new ProblemException(
                ProblemCode.PROXY_UNAVAILABLE,
                ProblemCode.PROXY_UNAVAILABLE.title(),
                "unsealing key without a valid identity signature");
    }

    private Future<JsonNode> post(String path, ObjectNode body, Duration timeout) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(config.url().getHost())
                .setPort(config.url().getPort() < 0 ? 443 : config.url().getPort())
                .setSsl(true)
                .setURI(path)
                .setTimeout(timeout.toMillis());
        return http.request(options)
                .compose(request -> request.putHeader("Authorization", "Bearer " + tokens.issue())
                        .putHeader("Content-Type", "application/json")
                        .send(Buffer.buffer(Json.bytes(body))))
                .compose(response -> read(response))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(_ -> downSince.set(Optional.empty()))
                .recover(fault -> Future.failedFuture(noAnswer(fault)));
    }

    private static Future<JsonNode> read(HttpClientResponse response) {
        return response.body().map(bytes -> {
            if (bytes.length() > MAX_ANSWER_BYTES) {
                throw unavailable("answer too large");
            }
            if (response.statusCode() == 200) {
                return Json.read(bytes.toString(StandardCharsets.UTF_8));
            }
            throw refused(response.statusCode(), bytes.toString(StandardCharsets.UTF_8));
        });
    }

    /// The proxy's problem, where it is one of those that the caller should hear of.
    private static ProblemException refused(int status, String body) {
        if (body.contains("\"" + ProblemCode.KMS_UNAVAILABLE.code() + "\"")) {
            return new ProblemException(ProblemCode.KMS_UNAVAILABLE);
        }
        if (body.contains("\"" + ProblemCode.INVALID_KMS_KEY.code() + "\"")) {
            return new ProblemException(ProblemCode.INVALID_KMS_KEY);
        }
        return unavailable("status " + status);
    }

    private ProblemException noAnswer(Throwable fault) {
        if (fault instanceof ProblemException problem) {
            LOG.warnf("proxy.call.refused log=%s", problem.logText());
            return problem;
        }
        downSince.updateAndGet(since -> since.or(() -> Optional.of(clock.instant())));
        LOG.warnf("proxy.call.failed cause=%s", fault.getClass().getSimpleName());
        return unavailable(fault.getClass().getSimpleName());
    }

    private static ProblemException unavailable(String why) {
        return new ProblemException(
                ProblemCode.PROXY_UNAVAILABLE, ProblemCode.PROXY_UNAVAILABLE.title(), "proxy: " + why);
    }

    private static <T> Uni<T> uni(Future<T> future) {
        return Uni.createFrom().completionStage(future.toCompletionStage());
    }
}
