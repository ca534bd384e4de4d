package dev.sallyport.crypto.audit.export;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.id.AuditEventId;

/** What a verified answer promised: that this leaf is in the log soon after the answer was issued. */
public record Promise(AuditEventId eventId, Hash32 leaf, long issuedAtMillis) {}
