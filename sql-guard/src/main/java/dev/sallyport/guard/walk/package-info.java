/// The judge's walk: one pass down a statement's tree that collects the facts and every rule's hits.
///
/// What must not be here: parsing, caching, how verdicts are written.
@NullMarked
package dev.sallyport.guard.walk;

import org.jspecify.annotations.NullMarked;
