package dev.sallyport.sdk.http;

import dev.sallyport.sdk.problem.UnreachableException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends a call and, where that is harmless, sends it again. Safe for use by several threads. */
public final class Transport {

    /** An envelope of 8 MiB of plaintext in base64, and room for its other members. */
    private static final int MAX_ANSWER_BYTES = 16 << 20;

    private final HttpClient client;
    private final RetryPolicy retries;
    private final Duration attemptTimeout;
    private final Duration callTimeout;
    private final Clock clock;

    /**
     * A transport over {@code client}.
     *
     * @param attemptTimeout for one attempt, from the first byte sent to the last one read
     * @param callTimeout for the call with all its attempts: the last one gets what is left of it
     */
    public Transport(
            HttpClient client, RetryPolicy retries, Duration attemptTimeout, Duration callTimeout, Clock clock) {
        this.client = client;
        this.retries = retries;
        this.attemptTimeout = attemptTimeout;
        this.callTimeout = callTimeout;
        this.clock = clock;
    }

    /**
     * The answer to {@code request}, whatever its status: the last one, where several attempts were made.
     *
     * @throws UnreachableException where no attempt got an answer
     */
    public ApiReply send(ApiRequest request) {
        long begun = System.nanoTime();
        int mayTry = request.repeatable() ? retries.maxAttempts() : 1;
        @Nullable ApiReply reply = null;
        @Nullable IOException failure = null;
        for (int attempt = 1; ; attempt++) {
            try {
                reply = attempt(request, shorter(attemptTimeout, left(begun)));
                if (!RetryPolicy.isTransient(reply.status())) {
                    return reply;
                }
            } catch (IOException e) {
                reply = null;
                failure = e;
            }
            Duration wait = retries.delay(attempt, askedFor(reply), ThreadLocalRandom.current());
            if (attempt >= mayTry || wait.compareTo(left(begun)) >= 0) {
                if (reply != null) {
                    return reply;
                }
                throw new UnreachableException(request.toString(), attempt, failure);
            }
            sleep(wait, request, attempt);
        }
    }

    private Duration left(long begun) {
        return callTimeout.minusNanos(System.nanoTime() - begun);
    }

    /** At least a millisecond. */
    private static Duration shorter(Duration a, Duration b) {
        return Duration.ofMillis(Math.max(1, Math.min(a.toMillis(), b.toMillis())));
    }

    private Optional<Duration> askedFor(@Nullable ApiReply reply) {
        return reply == null ? Optional.empty() : RetryAfter.of(reply.headers(), clock.instant());
    }

    private ApiReply attempt(ApiRequest request, Duration timeout) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(toHttp(request, timeout), LimitedBody.upTo(MAX_ANSWER_BYTES));
        try {
            HttpResponse<byte[]> response = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new ApiReply(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new UnreachableException(request.toString(), 1, e);
        }
    }

    private HttpRequest toHttp(ApiRequest request, Duration timeout) {
        HttpRequest.Builder http = HttpRequest.newBuilder(request.uri())
                .timeout(timeout)
                .method(
                        request.method(),
                        request.body().length == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(http::header);
        return http.build();
    }

    private static void sleep(Duration wait, ApiRequest request, int attempt) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(request.toString(), attempt, e);
        }
    }
}
