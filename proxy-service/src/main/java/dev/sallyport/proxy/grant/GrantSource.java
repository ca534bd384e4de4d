package dev.sallyport.proxy.grant;

import io.vertx.core.Future;
import java.util.Optional;

/// Where grants come from: the vault, over the network.
interface GrantSource {

    /// A grant as it was sent; nothing of it is checked.
    ///
    /// @param state `active`, or why it is not
    /// @param record the sealed record beside it; empty where there is none
    record Signed(byte[] grant, byte[] signature, String sealerKeyId, String state, byte[] record) {}

    /// Nothing where the vault knows no such id; a failed future where it did not answer.
    Future<Optional<Signed>> fetch(GrantKind kind, String id);
}
