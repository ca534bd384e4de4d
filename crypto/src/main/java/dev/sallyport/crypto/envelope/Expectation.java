package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.codec.Hashes;
import java.time.Duration;

/** What the verifier shall find in the binding. */
public sealed interface Expectation {
    /** The answer to a call made just now: its nonce, its digest, issued within 5 minutes of now. */
    static Expectation thisCall(byte[] requestNonce, byte[] requestDigest) {
        return new ThisCall(requestNonce.clone(), requestDigest.clone());
    }

    /** A kept answer to the call with this nonce and this digest, of whatever time: the caller judges its age. */
    static Expectation keptAnswer(byte[] requestNonce, byte[] requestDigest) {
        return new KeptAnswer(requestNonce.clone(), requestDigest.clone());
    }

    /**
     * An answer that was kept: authentic and for this tenant, of whatever request and time. It says nothing about
     * replay, so never use it for the answer to a call.
     */
    static Expectation stored() {
        return new Stored();
    }

    boolean fits(Binding binding, long nowMillis);

    /** See {@link #thisCall}. */
    record ThisCall(byte[] requestNonce, byte[] requestDigest) implements Expectation {
        private static final long TOLERANCE_MILLIS = Duration.ofMinutes(5).toMillis();

        @Override
        public boolean fits(Binding binding, long nowMillis) {
            return answers(binding, requestNonce, requestDigest)
                    & binding.issuedAtMillis() >= nowMillis - TOLERANCE_MILLIS
                    & binding.issuedAtMillis() <= nowMillis + TOLERANCE_MILLIS;
        }
    }

    /** See {@link #keptAnswer}. */
    record KeptAnswer(byte[] requestNonce, byte[] requestDigest) implements Expectation {
        @Override
        public boolean fits(Binding binding, long nowMillis) {
            return answers(binding, requestNonce, requestDigest);
        }
    }

    private static boolean answers(Binding binding, byte[] requestNonce, byte[] requestDigest) {
        return Hashes.constantTimeEquals(binding.requestNonce(), requestNonce)
                & Hashes.constantTimeEquals(binding.requestDigest(), requestDigest);
    }

    /** See {@link #stored}. */
    record Stored() implements Expectation {
        @Override
        public boolean fits(Binding binding, long nowMillis) {
            return true;
        }
    }
}
