/// A collector of traces for tests.
@NullMarked
package dev.sallyport.testkit.otlp;

import org.jspecify.annotations.NullMarked;
