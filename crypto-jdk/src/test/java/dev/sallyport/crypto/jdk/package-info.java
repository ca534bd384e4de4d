/// Tests of the JDK's backend: the contract that every backend passes.
@NullMarked
package dev.sallyport.crypto.jdk;

import org.jspecify.annotations.NullMarked;
