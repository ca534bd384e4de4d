/// The run for the record, from which later starts begin.
@NullMarked
package dev.sallyport.quickstart.training;

import org.jspecify.annotations.NullMarked;
