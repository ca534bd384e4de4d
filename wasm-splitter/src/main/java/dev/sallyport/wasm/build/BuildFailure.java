package dev.sallyport.wasm.build;

/// The build cannot go on; the message is one line for the person at the terminal.
public final class BuildFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    BuildFailure(String message) {
        super(message);
    }
}
