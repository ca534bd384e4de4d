package dev.sallyport.wasm.split;

/// Where branches go: the end of a block or an if, the start of a loop, or the end of the function. Compared by
/// identity.
final class Label {

    private final int carried;

    /// @param carried how many values a branch to it takes along
    Label(int carried) {
        this.carried = carried;
    }

    int carried() {
        return carried;
    }
}
