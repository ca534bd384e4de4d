/// A build tool that rewrites a WebAssembly module so that each function fits into one JVM method when it is
/// compiled ahead of time.
///
/// What must not be here: anything that runs in a service, and any dependency beyond the JDK and Chicory's compiler.
@NullMarked
package dev.sallyport.wasm;

import org.jspecify.annotations.NullMarked;
