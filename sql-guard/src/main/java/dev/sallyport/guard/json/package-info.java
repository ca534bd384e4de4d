/// A small strict JSON reader and writer, for policies and reports.
///
/// What must not be here: what the documents mean.
@NullMarked
package dev.sallyport.guard.json;

import org.jspecify.annotations.NullMarked;
