/// Tokens of an OpenID Connect issuer that the operator has named: whose they are, and what they say.
///
/// What must not be here: what a role may do, and anything that a token could choose, such as its own key.
@NullMarked
package dev.sallyport.vault.oidc;

import org.jspecify.annotations.NullMarked;
