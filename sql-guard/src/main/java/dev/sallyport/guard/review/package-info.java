/// What the checks of one statement share: what it is judged for, where hits and facts go, names and scopes.
///
/// What must not be here: rules of their own, the walk.
@NullMarked
package dev.sallyport.guard.review;

import org.jspecify.annotations.NullMarked;
