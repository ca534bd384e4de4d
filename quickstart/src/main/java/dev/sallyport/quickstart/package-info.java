/// The launcher behind `./sallyport`: real PostgreSQL, the local KMS, both services as child processes, a demo.
///
/// What must not be here: any second implementation of what a service does, and any secret in arguments or
/// environment of a child.
@NullMarked
package dev.sallyport.quickstart;

import org.jspecify.annotations.NullMarked;
