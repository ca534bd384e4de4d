/// The parse tree as the judge reads it: libpg_query's JSON, read in one pass against an allow-list of node names and
/// of each node's members (`nodes.txt`). Whatever is not in the list ends the reading, so a newer grammar cannot
/// bring a path that nobody judged.
///
/// What must not be here: rules, policy, the text of the statement.
@NullMarked
package dev.sallyport.guard.tree;

import org.jspecify.annotations.NullMarked;
