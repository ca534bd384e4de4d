package dev.sallyport.wasm.split;

/// What a node does to the operand stack.
///
/// @param ends nothing after it in the same sequence is reached
record Effect(int pops, int pushes, boolean ends) {

    static Effect of(Node node) {
        return switch (node) {
            case Node.Plain plain -> new Effect(plain.pops(), plain.pushes(), false);
            case Node.Unreachable _ -> new Effect(0, 0, true);
            case Node.ChunkCall _ -> new Effect(0, 1, false);
            case Node.Local local ->
                switch (local.use()) {
                    case GET -> new Effect(0, 1, false);
                    case SET -> new Effect(1, 0, false);
                    case TEE -> new Effect(1, 1, false);
                };
            case Node.Branch branch ->
                switch (branch.kind()) {
                    case BR -> new Effect(branch.targets().getFirst().carried(), 0, true);
                    case BR_IF -> new Effect(1, 0, false);
                    case BR_TABLE -> new Effect(1 + branch.targets().getLast().carried(), 0, true);
                };
            case Node.Control control ->
                new Effect(control.kind() == Node.ControlKind.IF ? 1 : 0, control.results(), false);
        };
    }
}
