/// Judges recorded facts of statements under a policy, without their texts: what would change if the
/// policy did.
///
/// What must not be here: parsing, storage.
@NullMarked
package dev.sallyport.guard.replay;

import org.jspecify.annotations.NullMarked;
