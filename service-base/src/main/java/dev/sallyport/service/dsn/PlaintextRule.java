package dev.sallyport.service.dsn;

/// Whether `sslmode=disable` may be written at all. Where it may, the address still has to be in the operator's list.
public enum PlaintextRule {
    NEVER,
    /// The operator has listed networks for development.
    WHERE_THE_OPERATOR_LISTS
}
