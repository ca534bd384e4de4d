/// When credentials were last used, as the vault is told.
///
/// What must not be here: who used one, or for what; the audit log says that.
@NullMarked
package dev.sallyport.proxy.usage;

import org.jspecify.annotations.NullMarked;
