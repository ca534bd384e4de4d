package dev.sallyport.vault.credential;

import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.vault.proxylink.RiskReport;
import java.util.Optional;

/// A record that is ready to be stored.
///
/// @param authority the uploaded CA whose certificates are in it
/// @param report what the proxy said of it; databases alone have one
record Sealed(SealedCredential record, Optional<CertificateAuthorityId> authority, Optional<RiskReport> report) {}
