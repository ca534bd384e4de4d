/// The rules for statements that read and change rows: each class looks at one kind of thing and records hits and
/// facts.
///
/// What must not be here: schema changes (that is `ddl`), the order of the walk.
@NullMarked
package dev.sallyport.guard.check;

import org.jspecify.annotations.NullMarked;
