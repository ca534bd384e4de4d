package dev.sallyport.guard.policy;

/// Whether verdicts stop anything.
public enum Mode {
    ENFORCE,
    /// Verdicts are recorded and stop nothing. Loud in health and metrics.
    OBSERVE
}
