/// Verdicts held against a real PostgreSQL in a throw-away folder.
@NullMarked
package dev.sallyport.guard.proof;

import org.jspecify.annotations.NullMarked;
