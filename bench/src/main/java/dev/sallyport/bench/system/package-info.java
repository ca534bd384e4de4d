/// `./sallyport bench`: the packaged product, started as a user starts it, under load, beside the anchor and beside
/// itself with one thing changed; sides take turns in one run.
///
/// What must not be here: JMH classes, which measure parts.
@NullMarked
package dev.sallyport.bench.system;

import org.jspecify.annotations.NullMarked;
