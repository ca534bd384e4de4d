/// Rules over all modules that Maven cannot say; it reads the modules' plain jars.
///
/// What must not be here: any production code.
@NullMarked
package dev.sallyport.arch;

import org.jspecify.annotations.NullMarked;
