/// A whole Sallyport on one machine: starts everything in its order, tells each service what it needs in a file
/// of mode 0600, sets up the demo tenant once, and stops everything.
///
/// What must not be here: a secret in arguments or environment of a child.
@NullMarked
package dev.sallyport.quickstart.stack;

import org.jspecify.annotations.NullMarked;
