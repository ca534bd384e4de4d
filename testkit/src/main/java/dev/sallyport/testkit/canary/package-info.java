/// Finds a planted secret in whatever form it may have leaked.
///
/// Knows nothing about the services: it reads bytes and folders.
@NullMarked
package dev.sallyport.testkit.canary;

import org.jspecify.annotations.NullMarked;
