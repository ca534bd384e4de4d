/// What makes the parts a service: wiring, migrations, health, draining.
///
/// What must not be here: a decision about a call.
@NullMarked
package dev.sallyport.vault.operation;

import org.jspecify.annotations.NullMarked;
