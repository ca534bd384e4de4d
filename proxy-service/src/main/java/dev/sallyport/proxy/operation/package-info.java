/// What a caller can ask for: the operations of `POST /api/v2/proxy/outbound`, parsed once from the payload.
///
/// What must not be here: anything that knows a database, a caller or a policy.
@NullMarked
package dev.sallyport.proxy.operation;

import org.jspecify.annotations.NullMarked;
