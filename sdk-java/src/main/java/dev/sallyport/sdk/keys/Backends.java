package dev.sallyport.sdk.keys;

import dev.sallyport.crypto.pq.PostQuantum;

/** The post-quantum backend of clients. */
public final class Backends {

    private Backends() {}

    /**
     * BouncyCastle, which is on every class path with this SDK: checked by its known answers, and chosen without the
     * calibration that a server makes. A client that opens thousands of answers a second passes a calibrated one to its
     * builder.
     */
    public static PostQuantum forClients() {
        return Holder.BOUNCY_CASTLE;
    }

    /** Made when it is first asked for. */
    private static final class Holder {
        static final PostQuantum BOUNCY_CASTLE = PostQuantum.pinned("bc");
    }
}
