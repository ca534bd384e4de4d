/// Pools of connections to customers' databases, one per tenant and credential version, opened on first use and
/// closed when idle.
///
/// A pool lives on one event loop. It holds the credential's password for as long as it is open, and zeroes it when
/// it closes. Connections are never shared between tenants or credential versions, and a connection comes back to
/// its pool only behind `DISCARD ALL`. What must not be here: statements of tenants, KMS, grants.
@NullMarked
package dev.sallyport.proxy.target;

import org.jspecify.annotations.NullMarked;
