/// Signed tokens, issued and verified strictly: the algorithm is pinned by configuration and never by the token, the
/// key is chosen from a pinned set, and a header that carries or points to a key (`jwk`, `jku`, `x5u`, `x5c`) is
/// refused.
///
/// What must not be here: what a token's claims allow.
@NullMarked
package dev.sallyport.service.jwt;

import org.jspecify.annotations.NullMarked;
