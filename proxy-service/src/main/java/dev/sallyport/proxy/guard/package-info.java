/// The SQL guard on the way of a call: every statement is judged under its integration's policy before a connection is
/// leased, and texts are reviewed without any database.
///
/// What must not be here: rules (they are in the module sql-guard), connections, credentials.
@NullMarked
package dev.sallyport.proxy.guard;

import org.jspecify.annotations.NullMarked;
