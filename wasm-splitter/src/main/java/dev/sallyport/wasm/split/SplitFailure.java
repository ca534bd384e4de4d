package dev.sallyport.wasm.split;

/// The module is not one that this tool understands; nothing was written.
public final class SplitFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    SplitFailure(String message) {
        super(message);
    }
}
