/// What the command line says and what the terminal is told: arguments, one-line failures with exit codes,
/// progress.
///
/// What must not be here: anything that starts or asks a service.
@NullMarked
package dev.sallyport.quickstart.cli;

import org.jspecify.annotations.NullMarked;
