/// Tenants: their KMS key, their public unsealing key, their state.
///
/// What must not be here: a credential.
@NullMarked
package dev.sallyport.vault.tenant;

import org.jspecify.annotations.NullMarked;
