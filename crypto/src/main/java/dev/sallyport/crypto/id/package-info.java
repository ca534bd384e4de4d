/**
 * Typed ids of everything that formats, services and the SDK name. An id is public text: it may be logged.
 *
 * <p>What must not be here: anything secret, and any id type that no format or API names.
 */
@NullMarked
package dev.sallyport.crypto.id;

import org.jspecify.annotations.NullMarked;
