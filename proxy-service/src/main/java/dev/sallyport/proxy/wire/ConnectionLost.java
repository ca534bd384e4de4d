package dev.sallyport.proxy.wire;

/// An open connection ended under a statement: the server closed it, a bound was broken, or it was closed from this
/// side.
public final class ConnectionLost extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ConnectionLost(String text) {
        super(text, null, false, false);
    }
}
