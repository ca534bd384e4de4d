/// What the Maven build of sql-guard runs: fetch the published module with npm, check it, derive the names, split it
/// and compile it to Java classes; nothing when all that was done before.
///
/// What must not be here: knowledge about SQL, and anything that a running service needs.
@NullMarked
package dev.sallyport.wasm.build;

import org.jspecify.annotations.NullMarked;
