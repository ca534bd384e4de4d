/// Judges SQL: what a statement would do, and whether a policy lets it.
///
/// What must not be here: any framework (Quarkus, CDI, Vert.x, Jackson, AWS SDK), any connection to any database,
/// any caller identity beyond what a policy names.
@NullMarked
package dev.sallyport.guard;

import org.jspecify.annotations.NullMarked;
