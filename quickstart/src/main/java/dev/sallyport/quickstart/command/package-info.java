/// The words of the command line, one class each.
@NullMarked
package dev.sallyport.quickstart.command;

import org.jspecify.annotations.NullMarked;
