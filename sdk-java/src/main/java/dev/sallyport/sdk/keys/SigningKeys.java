package dev.sallyport.sdk.keys;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.sdk.http.ApiReply;
import dev.sallyport.sdk.http.ApiRequest;
import dev.sallyport.sdk.http.ProblemReader;
import dev.sallyport.sdk.http.Transport;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The pinned set: response signing keys that the pinned root key delegated. The set is fetched when it is first needed,
 * again when it is ten minutes old, and again when an answer names a key that is not in it, at most every five seconds.
 * Safe for use by several threads.
 */
public final class SigningKeys {

    private static final SigningKeyId ROOT = SigningKeyId.of("sk_root");
    private static final String PATH = "/.well-known/sallyport/keys";
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);

    private final Supplier<byte[]> directory;
    private final KeySet.Reader reader;
    private final Clock clock;
    private Map<SigningKeyId, TrustedSigner> trusted = Map.of();
    private Instant fetched = Instant.MIN;

    SigningKeys(Supplier<byte[]> directory, byte[] rootPublicKey, PostQuantum backends, Clock clock) {
        VerificationKey root = backends.verificationKey(ROOT, rootPublicKey);
        this.directory = directory;
        this.reader = new KeySet.Reader(root, backends);
        this.clock = clock;
    }

    /** Keys that the vault at {@code vault} publishes, as far as the root key of 1952 bytes vouches for them. */
    public static SigningKeys of(
            Transport transport, URI vault, byte[] rootPublicKey, PostQuantum backends, Clock clock) {
        String base = vault.toString();
        URI address = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH);
        return new SigningKeys(() -> fetch(transport, address), rootPublicKey, backends, clock);
    }

    /**
     * The key of this id, if the root key vouches for it. Whether it was valid when an answer was issued is for the
     * verifier to ask.
     *
     * @throws dev.sallyport.sdk.problem.SallyportException where the set had to be fetched and was not
     */
    public synchronized Optional<TrustedSigner> find(SigningKeyId id) {
        Instant now = clock.instant();
        boolean stale = fetched.equals(Instant.MIN) || now.isAfter(fetched.plus(FRESH)) || now.isBefore(fetched);
        boolean unknown =
                !trusted.containsKey(id) && (fetched.equals(Instant.MIN) || now.isAfter(fetched.plus(BETWEEN_FETCHES)));
        if (stale || unknown) {
            trusted = reader.read(directory.get());
            fetched = now;
        }
        return Optional.ofNullable(trusted.get(id));
    }

    private static byte[] fetch(Transport transport, URI address) {
        ApiReply reply =
                transport.send(new ApiRequest("GET", address, Map.of("Accept", "application/json"), new byte[0], true));
        if (!reply.succeeded()) {
            throw ProblemReader.problemOf(reply);
        }
        return reply.body();
    }
}
