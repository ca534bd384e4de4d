/// Emergency stops: of a tenant, an integration or a key, in force on every proxy within a second.
///
/// What must not be here: a stop that takes effect after anything slow.
@NullMarked
package dev.sallyport.vault.security;

import org.jspecify.annotations.NullMarked;
