package dev.sallyport.proxy.target;

/// All connections stayed busy for as long as a call may wait.
public final class LeaseTimeout extends RuntimeException {

    private static final long serialVersionUID = 1;

    LeaseTimeout() {
        super("no connection became free", null, false, false);
    }
}
