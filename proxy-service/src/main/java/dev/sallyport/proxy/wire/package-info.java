/// The proxy's own PostgreSQL client for customers' databases: protocol 3.0, extended queries only, text form both
/// ways.
///
/// Why not the Vert.x PG client (ADR 0030): a customer's server is a hostile peer here. This client caps every
/// message before it is buffered, caps SCRAM iterations, never sends a clear-text or MD5 password, keeps the
/// command tag and the type OIDs, and hands each row to a [RowSink] as the bytes that arrived.
///
/// There is no simple-query method: statement text of a tenant can only be prepared. Everything of one
/// [WireConnection] runs on its event loop. What must not be here: pools, limits of integrations, JSON.
@NullMarked
package dev.sallyport.proxy.wire;

import org.jspecify.annotations.NullMarked;
