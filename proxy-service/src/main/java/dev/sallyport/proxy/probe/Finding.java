package dev.sallyport.proxy.probe;

/// One line of the risk report.
///
/// @param severity `info`, `medium`, `high` or `critical`
record Finding(String code, String severity, String message, String fix) {

    static final Finding SHORT_SECRET = new Finding(
            "short_password",
            "medium",
            "The password has fewer than 20 characters.",
            "Use a random one of 24 or more.");

    static final Finding PLAINTEXT = new Finding(
            "no_tls", "critical", "The connection is not encrypted.", "Remove sslmode=disable from the DSN.");
}
