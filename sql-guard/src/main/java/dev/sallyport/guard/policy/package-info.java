/// What an integration permits: read from a strict JSON document, compiled once, immutable.
///
/// What must not be here: statements, where policies are stored.
@NullMarked
package dev.sallyport.guard.policy;

import org.jspecify.annotations.NullMarked;
