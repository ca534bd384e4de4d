/// Integrations: which credential serves which operations, under which limits. Nothing is permitted that is not named.
///
/// What must not be here: the meaning of a policy.
@NullMarked
package dev.sallyport.vault.integration;

import org.jspecify.annotations.NullMarked;
