package dev.sallyport.sdk.keys;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.sdk.http.ApiReply;
import dev.sallyport.sdk.http.ApiRequest;
import dev.sallyport.sdk.http.ProblemReader;
import dev.sallyport.sdk.http.Transport;
import dev.sallyport.sdk.problem.SallyportException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /** The fetch that is under way: who needs one meanwhile waits for it and shares its end. */
    private @Nullable CompletableFuture<Map<SigningKeyId, TrustedSigner>> fetching;

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
    public Optional<TrustedSigner> find(SigningKeyId id) {
        CompletableFuture<Map<SigningKeyId, TrustedSigner>> mine = new CompletableFuture<>();
        CompletableFuture<Map<SigningKeyId, TrustedSigner>> shared;
        synchronized (this) {
            if (!mustFetch(id, clock.instant())) {
                return Optional.ofNullable(trusted.get(id));
            }
            shared = fetching == null ? mine : fetching;
            fetching = shared;
        }
        if (shared == mine) {
            fetchInto(mine);
        }
        return Optional.ofNullable(fetched(shared).get(id));
    }

    private boolean mustFetch(SigningKeyId id, Instant now) {
        boolean never = fetched.equals(Instant.MIN);
        boolean stale = never || now.isAfter(fetched.plus(FRESH)) || now.isBefore(fetched);
        return stale || (!trusted.containsKey(id) && now.isAfter(fetched.plus(BETWEEN_FETCHES)));
    }

    private void fetchInto(CompletableFuture<Map<SigningKeyId, TrustedSigner>> fetch) {
        Instant begun = clock.instant();
        try {
            Map<SigningKeyId, TrustedSigner> read = reader.read(directory.get());
            synchronized (this) {
                trusted = read;
                fetched = begun;
            }
            fetch.complete(read);
        } catch (RuntimeException e) {
            fetch.completeExceptionally(e);
        } finally {
            synchronized (this) {
                fetching = null;
            }
            // For an error: nobody waits for ever.
            fetch.cancel(false);
        }
    }

    private static Map<SigningKeyId, TrustedSigner> fetched(CompletableFuture<Map<SigningKeyId, TrustedSigner>> fetch) {
        try {
            return fetch.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SallyportException said ? said : e;
        }
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
