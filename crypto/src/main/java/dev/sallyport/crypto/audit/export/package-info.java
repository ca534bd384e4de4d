/**
 * The export of an audit log, line by line, and the verifier that needs nothing else: no network, no service, and no key
 * but the pinned root.
 *
 * <p>What must not be here: storage, and any trust in what an export says about itself.
 */
@NullMarked
package dev.sallyport.crypto.audit.export;

import org.jspecify.annotations.NullMarked;
