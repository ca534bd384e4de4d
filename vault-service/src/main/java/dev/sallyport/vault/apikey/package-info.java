/// API keys of programs: made, listed, rotated with an overlap, revoked. The vault keeps a hash of the API secret and a
/// sealed record of the HMAC secret; it can tell neither again.
///
/// What must not be here: the text of a key outside the one answer that shows it.
@NullMarked
package dev.sallyport.vault.apikey;

import org.jspecify.annotations.NullMarked;
