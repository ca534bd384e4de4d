package dev.sallyport.vault.credential;

import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.vault.proxylink.RiskReport;
import java.util.Optional;

/// A record that is ready to be stored, and what the proxy said of it; databases alone have a report.
record Sealed(SealedCredential record, Optional<RiskReport> report) {}
