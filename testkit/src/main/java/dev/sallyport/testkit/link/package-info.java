/// A line between a client and a service that does what networks do at their worst.
///
/// What must not be here: knowledge of what travels, beyond where an HTTP head ends.
@NullMarked
package dev.sallyport.testkit.link;

import org.jspecify.annotations.NullMarked;
