package dev.sallyport.proxy.grant;

import io.vertx.core.Future;

/// Remembers the highest sequence number seen of every granted thing, across restarts and replicas, so that an
/// older row put back into the vault's database is refused.
interface SeqFloor {

    /// Raises the floor to `issuedSeq` and says whether that was not below it.
    Future<Boolean> raise(GrantKind kind, String id, long issuedSeq);
}
