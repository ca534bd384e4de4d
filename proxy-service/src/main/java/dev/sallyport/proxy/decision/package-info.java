/// What was decided about statements, counted by fingerprint and day: facts for judging them again
/// under another policy.
/// Written in batches behind the calls, and bounded in memory and in rows.
///
/// What must not be here: texts of statements in clear, values.
@NullMarked
package dev.sallyport.proxy.decision;

import org.jspecify.annotations.NullMarked;
