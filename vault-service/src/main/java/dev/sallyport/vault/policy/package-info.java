/// Policies of the SQL guard: named, versioned, compiled before they are kept. Versions never change; what uses a
/// policy is written anew in the transaction that makes its next version.
///
/// What must not be here: judging statements, integrations.
@NullMarked
package dev.sallyport.vault.policy;

import org.jspecify.annotations.NullMarked;
