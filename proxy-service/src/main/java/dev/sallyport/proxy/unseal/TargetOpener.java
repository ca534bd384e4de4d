package dev.sallyport.proxy.unseal;

import static dev.sallyport.service.problem.ProblemCode.CREDENTIAL_NOT_USABLE;
import static dev.sallyport.service.problem.ProblemCode.INVALID_DSN;
import static dev.sallyport.service.problem.ProblemCode.OVERLOADED;
import static dev.sallyport.service.problem.ProblemCode.TARGET_REFUSED;
import static dev.sallyport.service.problem.ProblemCode.TARGET_TLS_FAILED;
import static dev.sallyport.service.problem.ProblemCode.TARGET_UNREACHABLE;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.sealed.CredentialPin;
import dev.sallyport.crypto.sealed.UnsealException;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.target.Target;
import dev.sallyport.proxy.target.TargetConfig;
import dev.sallyport.proxy.target.TargetKey;
import dev.sallyport.proxy.value.SessionSettings;
import dev.sallyport.proxy.wire.Endpoint;
import dev.sallyport.proxy.wire.Login;
import dev.sallyport.service.dsn.ChannelBinding;
import dev.sallyport.service.dsn.DsnParts;
import dev.sallyport.service.dsn.DsnRefused;
import dev.sallyport.service.dsn.TargetAddressPolicy;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Turns a sealed DSN into a [Target]: unsealed, checked by every rule again, its host resolved once. Thread safe.
public final class TargetOpener {

    /// A sealed DSN and what the grant says that it must be.
    public record SealedDsn(
            TenantId tenant, CredentialId credential, int version, byte[] recordSha512, byte[] record) {}

    /// At once and per tenant: opening waits for the KMS and a resolver, and the threads for that are shared.
    private static final int MOST_OPENING = 4;

    private final Unsealing unsealing;
    private final TargetAddressPolicy addresses;
    private final TargetConfig config;
    private final ConcurrentHashMap<TenantId, AtomicInteger> opening = new ConcurrentHashMap<>();

    public TargetOpener(Unsealing unsealing, TargetAddressPolicy addresses, TargetConfig config) {
        this.unsealing = unsealing;
        this.addresses = addresses;
        this.config = config;
    }

    /// What the pool of a granted credential is known by.
    public TargetKey key(Grant.Integration grant) {
        return new TargetKey(grant.tenant(), grant.credential(), grant.credentialVersion());
    }

    /// The granted credential's target.
    public Future<Target> open(Grant.Integration grant) {
        return open(new SealedDsn(
                grant.tenant(), grant.credential(), grant.credentialVersion(), grant.recordSha512(), grant.record()));
    }

    /// The caller closes the target. Fails with a problem, or `KmsFailure` where the KMS does not answer.
    public Future<Target> open(SealedDsn sealed) {
        AtomicInteger now = opening.computeIfAbsent(sealed.tenant(), tenant -> new AtomicInteger());
        if (now.incrementAndGet() > MOST_OPENING) {
            now.decrementAndGet();
            return Future.failedFuture(new ProblemException(
                    OVERLOADED, "Too many credentials of the tenant are being opened.", "too many openings"));
        }
        CredentialPin pin =
                new CredentialPin(sealed.tenant(), sealed.credential(), sealed.version(), sealed.recordSha512());
        return unsealing
                .open(sealed.record(), pin, this::target)
                .onComplete(done -> now.decrementAndGet())
                .recover(failure -> Future.failedFuture(asProblem(failure)));
    }

    /// On a thread that may block: the resolver is asked here, once, and its answer is what is dialled.
    private Target target(Secret dsn) {
        try (DsnParts parts = dsn.reveal(bytes -> DsnParts.parse(bytes, addresses.plaintextRule()))) {
            addresses.requireBeforeResolving(parts);
            InetSocketAddress address =
                    TargetResolver.system(addresses, config.connectTimeout()).resolve(parts);
            @Nullable
            SSLContext tls = switch (parts.tls()) {
                case VERIFY_FULL -> TargetTls.trusting(parts.rootCertificatesPem());
                case PLAINTEXT -> null;
            };
            Login login = new Login(
                    parts.user(),
                    parts.database(),
                    parts.password().copy(),
                    parts.channelBinding() == ChannelBinding.REQUIRE,
                    settings(parts));
            return new Target(new Endpoint(address, tls), login);
        } catch (UnknownHostException e) {
            throw new ProblemException(
                    TARGET_UNREACHABLE, "The database's host name has no address.", "target: name does not resolve");
        }
    }

    private Map<String, String> settings(DsnParts parts) {
        Map<String, String> settings = new HashMap<>(SessionSettings.textForms());
        settings.put("application_name", parts.applicationName().orElse("sallyport"));
        settings.put(
                "statement_timeout", Long.toString(config.statementTimeout().toMillis()));
        settings.put("lock_timeout", Long.toString(config.lockTimeout().toMillis()));
        settings.put(
                "idle_in_transaction_session_timeout",
                Long.toString(config.statementTimeout().toMillis()));
        // pg_temp last: a temporary table never stands in for another one.
        settings.put("search_path", "\"$user\", public, pg_temp");
        return settings;
    }

    private static Throwable asProblem(Throwable failure) {
        return switch (failure) {
            case DsnRefused refused -> ofDsn(refused);
            case UnsealException unseal -> notUsable("unseal: " + unseal.reason());
            case MalformedException _ -> notUsable("record is malformed");
            default -> failure;
        };
    }

    private static ProblemException ofDsn(DsnRefused refused) {
        var code = switch (refused.rule()) {
            case "dsn_address_refused" -> TARGET_REFUSED;
            case "dsn_tls_refused" -> TARGET_TLS_FAILED;
            default -> INVALID_DSN;
        };
        return new ProblemException(code, code.title(), "dsn: " + refused.rule()).with("rule", refused.rule());
    }

    private static ProblemException notUsable(String logText) {
        return new ProblemException(CREDENTIAL_NOT_USABLE, "The sealed credential does not open.", logText);
    }
}
