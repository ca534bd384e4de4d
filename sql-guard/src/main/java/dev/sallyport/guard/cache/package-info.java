/// Verdicts that are kept, by the exact text.
///
/// What must not be here: fingerprints as keys (they drop constants that rules need), anything that outlives the
/// process.
@NullMarked
package dev.sallyport.guard.cache;

import org.jspecify.annotations.NullMarked;
