package dev.sallyport.guard.tree;

/// Where a node may stand.
public enum Place {
    /// Anywhere, a plain read included.
    READ,
    /// In statements that change rows or lock them.
    WRITE,
    /// A statement of another kind.
    STATEMENT,
    /// Inside a statement of another kind.
    PART
}
