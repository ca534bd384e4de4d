/// What PostgreSQL itself brings: functions, operators and types by name, and what the guard thinks of each.
///
/// What must not be here: policy, anything of a customer's database.
@NullMarked
package dev.sallyport.guard.catalog;

import org.jspecify.annotations.NullMarked;
