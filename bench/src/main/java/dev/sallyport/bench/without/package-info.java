/// The "without" side of a comparison: an agent that leaves one hop of the packaged proxy out, in one process of the
/// bench.
///
/// What must not be here: anything that the services or the quickstart see. No setting of a service turns the audit or
/// the guard off, and this is not one: it rewrites a class of a process that the bench itself starts (ADR 70).
@NullMarked
package dev.sallyport.bench.without;

import org.jspecify.annotations.NullMarked;
