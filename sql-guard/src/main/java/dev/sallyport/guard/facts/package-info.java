/// What a statement would do, told without an opinion: kind, relations, columns, functions, parameters, risk.
///
/// What must not be here: policy, values of constants.
@NullMarked
package dev.sallyport.guard.facts;

import org.jspecify.annotations.NullMarked;
