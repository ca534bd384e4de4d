/// Certificate authorities that a tenant uploads once and names by id in its DSNs: read strictly, signed with their id
/// when they come, checked against that signature when they are put into a DSN.
///
/// What must not be here: private keys, DSNs, trust in a row without its signature.
@NullMarked
package dev.sallyport.vault.authority;

import org.jspecify.annotations.NullMarked;
