/// Takes what has run out, one replica at a time.
///
/// What must not be here: anything that a call waits for.
@NullMarked
package dev.sallyport.vault.cleanup;

import org.jspecify.annotations.NullMarked;
