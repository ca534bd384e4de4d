package dev.sallyport.proxy.wire;

/// The server broke the protocol or one of the bounds that this client holds it to; the connection is closed.
public final class ProtocolViolation extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ProtocolViolation(String what) {
        super(what, null, false, false);
    }
}
