/// Passwords of people: what a new one must be, and how one is kept.
///
/// What must not be here: a password outside a `Secret`.
@NullMarked
package dev.sallyport.vault.password;

import org.jspecify.annotations.NullMarked;
