/// `POST /api/v2/proxy/outbound`: one flat chain of named hops over one [OutboundExchange].
///
/// The order is the contract: who calls, what is granted, what the statement would do, the audit event, the
/// connection, the work, the envelope. What must not be here: how any hop does its work.
@NullMarked
package dev.sallyport.proxy.outbound;

import org.jspecify.annotations.NullMarked;
