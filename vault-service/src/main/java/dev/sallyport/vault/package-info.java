/// The control plane: tenants, keys, credentials, integrations, policies, approvals. It seals.
///
/// What must not be here: a way to unseal (`Unsealer`, unsealing seed, kms:Decrypt); any connection to a customer's
/// database.
@NullMarked
package dev.sallyport.vault;

import org.jspecify.annotations.NullMarked;
