package dev.sallyport.proxy.target;

/// The pool was closed (idle, rotated or revoked) between finding and using it; the caller looks it up again.
final class PoolClosed extends RuntimeException {

    private static final long serialVersionUID = 1;

    PoolClosed() {
        super("pool is closed", null, false, false);
    }
}
