/// The rules by their stable codes: how bad a hit is, what it leads to unless a policy says otherwise, and the words
/// for it. `docs/rules.md` is made from here by a test.
///
/// What must not be here: how a rule finds its hits (that is `walk`), policy.
@NullMarked
package dev.sallyport.guard.rules;

import org.jspecify.annotations.NullMarked;
