/// Planted secrets, and the search for them in everything that a running stack writes, says or keeps.
@NullMarked
package dev.sallyport.quickstart.canary;

import org.jspecify.annotations.NullMarked;
