/// Child processes that never outlive their launcher: each has a pid file with a nonce, a reaper ends them when
/// the launcher is killed, and the next start looks for orphans before anything else.
///
/// What must not be here: what any child does, and any secret in arguments or environment.
@NullMarked
package dev.sallyport.quickstart.process;

import org.jspecify.annotations.NullMarked;
