/// What proxies are told about keys, integrations and tenants: JSON, signed when it is written, with a number that only
/// grows. Every change of a grant leaves a line in the change log in the same transaction.
///
/// What must not be here: HTTP, or a rule about what may be granted.
@NullMarked
package dev.sallyport.vault.grant;

import org.jspecify.annotations.NullMarked;
