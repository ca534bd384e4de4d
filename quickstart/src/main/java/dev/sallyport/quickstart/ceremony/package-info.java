/// The key ceremony: makes the root key, the keys of both services, and the statements with which one vouches for
/// another. An operator runs the same with a root key that stays offline.
///
/// What must not be here: use of any of these keys.
@NullMarked
package dev.sallyport.quickstart.ceremony;

import org.jspecify.annotations.NullMarked;
