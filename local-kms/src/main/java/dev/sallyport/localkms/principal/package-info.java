/// Who may call: access keys, and the policy that belongs to each principal.
///
/// What must not be here: a way to print a signing key.
@NullMarked
package dev.sallyport.localkms.principal;

import org.jspecify.annotations.NullMarked;
