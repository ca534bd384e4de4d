package dev.sallyport.service.caller;

import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.caller.ApiKeyEntry.AcceptedSecret;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Lets a caller in or says why not, before anything of the request's body is looked at.
///
/// An unknown key, a revoked one, an expired one and one with a wrong secret give one answer, and the same comparisons
/// are made for each. From an address that guesses, keys that were never admitted here are looked up a few times a
/// second at most; those that were go on. Thread safe; does not block.
public final class CallerGate {
    private static final AcceptedSecret NO_SECRET = new AcceptedSecret(new byte[32], Optional.of(Instant.MIN));

    private final ApiKeyDirectory keys;
    private final TokenDirectory tokens;
    private final RateLimits limits;
    private final Clock clock;

    public CallerGate(ApiKeyDirectory keys, TokenDirectory tokens, RateLimits limits, Clock clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.limits = limits;
        this.clock = clock;
    }

    /// The caller, who has `scope`, calls from a permitted address and is within the limits; otherwise a failed
    /// future with a [ProblemException].
    public Future<Caller> admit(Credentials credentials, IpAddress remote, Scope scope) {
        return admit(credentials, remote).map(caller -> caller.require(scope));
    }

    /// The caller, whatever its scopes are.
    public Future<Caller> admit(Credentials credentials, IpAddress remote) {
        return admit(credentials, remote, _ -> {});
    }

    /// The same; `proven` is told who calls as soon as that is certain, also where the call is refused after all.
    public Future<Caller> admit(Credentials credentials, IpAddress remote, Consumer<Caller> proven) {
        var overLimit = limits.takeForAddress(remote);
        if (overLimit.isPresent()) {
            return Future.failedFuture(overLimit.get());
        }
        return switch (credentials) {
            case Credentials.Key key -> admitKey(key.key(), remote, proven);
            case Credentials.Token token ->
                tokens.find(token.text()).map(caller -> admitPerson(caller, remote, proven));
            case Credentials.None none -> Future.failedFuture(refused(remote));
        };
    }

    private Future<Caller> admitKey(PresentedKey presented, IpAddress remote, Consumer<Caller> proven) {
        return limits.takeForLookup(presented.keyId(), remote)
                .<Future<Caller>>map(Future::failedFuture)
                .orElseGet(() -> keys.find(presented.keyId()).map(entry -> admitKey(presented, entry, remote, proven)));
    }

    private Caller admitKey(
            PresentedKey presented, Optional<ApiKeyEntry> entry, IpAddress remote, Consumer<Caller> proven) {
        var now = clock.instant();
        var secrets = entry.map(ApiKeyEntry::secrets).orElse(List.of());
        boolean known = matchesOne(presented, secrets, now);
        boolean live = entry.filter(ApiKeyEntry::usable)
                .filter(key -> key.expiresAt().isEmpty()
                        || now.isBefore(key.expiresAt().get()))
                .isPresent();
        if (!(known & live)) {
            throw refused(remote);
        }
        var key = entry.get();
        var caller = Caller.of(key);
        proven.accept(caller);
        limits.admitted(key.keyId());
        if (key.allowedAddresses().isPresent() && !key.allowedAddresses().get().contains(remote)) {
            throw new ProblemException(ProblemCode.ADDRESS_NOT_ALLOWED);
        }
        limits.takeForCaller(Optional.of(key.tenantId()), key.keyId().value());
        return caller;
    }

    private Caller admitPerson(Optional<Caller> caller, IpAddress remote, Consumer<Caller> proven) {
        var person = caller.orElseThrow(() -> refused(remote));
        proven.accept(person);
        limits.takeForCaller(person.tenantId(), person.subject().text());
        return person;
    }

    /// Compares with every secret, at least with one, and does not stop at the first that fits.
    private static boolean matchesOne(PresentedKey presented, List<AcceptedSecret> secrets, Instant now) {
        boolean matches = fits(presented, NO_SECRET, now);
        for (AcceptedSecret secret : secrets) {
            matches |= fits(presented, secret, now);
        }
        return matches;
    }

    private static boolean fits(PresentedKey presented, AcceptedSecret secret, Instant now) {
        boolean equal = MessageDigest.isEqual(presented.secretSha256(), secret.sha256());
        boolean inTime =
                secret.notAfter().isEmpty() || now.isBefore(secret.notAfter().get());
        return equal & inTime;
    }

    private ProblemException refused(IpAddress remote) {
        return limits.takeForFailure(remote)
                .orElseGet(() -> new ProblemException(
                        ProblemCode.UNAUTHENTICATED,
                        "No valid API key or token came with the call.",
                        "caller refused"));
    }
}
