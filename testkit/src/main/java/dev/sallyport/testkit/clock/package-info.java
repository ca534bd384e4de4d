/// Time that a test moves by hand.
///
/// What must not be here: sleeping.
@NullMarked
package dev.sallyport.testkit.clock;

import org.jspecify.annotations.NullMarked;
