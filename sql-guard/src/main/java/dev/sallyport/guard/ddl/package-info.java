/// The rules for schema changes, roles and grants.
///
/// What must not be here: statements that read or change rows.
@NullMarked
package dev.sallyport.guard.ddl;

import org.jspecify.annotations.NullMarked;
