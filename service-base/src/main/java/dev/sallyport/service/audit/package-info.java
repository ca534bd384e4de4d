/// The audit log's store: records become durable here before an effect or an answer is released.
///
/// A writer per replica collects records and inserts them in batches (group commit). No audit, no operation: while the
/// store is away every record is refused at once, and the log recovers by itself when it returns.
///
/// What must not be here: SQL text, parameters, rows or secrets in any form, and any way to change a stored event.
@NullMarked
package dev.sallyport.service.audit;

import org.jspecify.annotations.NullMarked;
