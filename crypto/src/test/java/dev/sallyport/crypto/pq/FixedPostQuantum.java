package dev.sallyport.crypto.pq;

import java.security.SecureRandom;

/** Opens the one door for fixed randomness to the vector generators of other packages. */
public final class FixedPostQuantum {
    private FixedPostQuantum() {}

    public static PostQuantum with(SecureRandom random) {
        return PostQuantum.pinned("bc").withRandom(random);
    }
}
