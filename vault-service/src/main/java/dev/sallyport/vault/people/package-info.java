/// People: the embedded issuer with its passwords and tokens, a configured OIDC issuer beside it, and what a token
/// proves.
///
/// What must not be here: a password outside a `Secret`; a role that a token grants by itself.
@NullMarked
package dev.sallyport.vault.people;

import org.jspecify.annotations.NullMarked;
