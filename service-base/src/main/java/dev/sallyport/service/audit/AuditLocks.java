package dev.sallyport.service.audit;

/// Advisory locks of the audit schema's database.
public final class AuditLocks {

    /// Shared by every batch in its transaction, exclusive for the sequencer's instant.
    public static final long BARRIER = 0x5A11_AD17_0000_0001L;

    /// Held by the one sequencer for as long as its session lives.
    public static final long SEQUENCER = 0x5A11_AD17_0000_0002L;

    private AuditLocks() {}
}
