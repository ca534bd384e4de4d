package dev.sallyport.guard.tree;

import java.io.Serial;

/// The tree is nested deeper than the judge walks.
public final class TreeDepthException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    TreeDepthException(int depth) {
        super("nested deeper than " + depth, null, false, false);
    }
}
