/// The audit over HTTP, the same for both services: events, proofs, heads, exports. Reading the audit is itself an
/// event.
///
/// What must not be here: any route that writes, erases or configures; sinks and witnesses come from configuration
/// alone.
@NullMarked
package dev.sallyport.service.audit.route;

import org.jspecify.annotations.NullMarked;
