package dev.sallyport.proxy.target;

/// The pool was closed (idle, rotated or revoked) between finding and using it. Whoever waited asks first whether
/// the call is still permitted, and then for another pool.
public final class PoolClosed extends RuntimeException {

    private static final long serialVersionUID = 1;

    public PoolClosed() {
        super("pool is closed", null, false, false);
    }
}
