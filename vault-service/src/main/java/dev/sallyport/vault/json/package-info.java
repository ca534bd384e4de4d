/// JSON in and out: bodies read strictly, secrets cut out of them before anything reads them, answers written.
///
/// What must not be here: the meaning of a member.
@NullMarked
package dev.sallyport.vault.json;

import org.jspecify.annotations.NullMarked;
