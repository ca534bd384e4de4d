package dev.sallyport.service.dsn;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What stands behind the question mark.
record DsnOptions(
        Tls tls,
        Optional<String> rootCertificatesPem,
        Optional<String> applicationName,
        Optional<Duration> connectTimeout,
        SessionTarget sessionTarget,
        ChannelBinding channelBinding) {

    static final Set<String> ALLOWED_KEYS = Set.of(
            "sslmode", "sslrootcert", "application_name", "connect_timeout", "target_session_attrs", "channel_binding");

    private static final int MAX_APPLICATION_NAME = 63;
    private static final int MAX_CONNECT_TIMEOUT_SECONDS = 60;
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]?");
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

    /// Each place of the text matches in one way alone: no text makes this search for long.
    private static final Pattern PEM = Pattern.compile(
            "\\s*+(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]++-----END CERTIFICATE-----\\s*+){1,16}+");

    static DsnOptions of(Map<String, String> values, PlaintextRule plaintext) {
        return new DsnOptions(
                tls(values, plaintext),
                Optional.ofNullable(values.get("sslrootcert")).map(DsnOptions::pem),
                Optional.ofNullable(values.get("application_name")).map(DsnOptions::applicationName),
                Optional.ofNullable(values.get("connect_timeout")).map(DsnOptions::seconds),
                Optional.ofNullable(values.get("target_session_attrs"))
                        .map(value -> constant(SessionTarget.class, "target_session_attrs", value))
                        .orElse(SessionTarget.ANY),
                Optional.ofNullable(values.get("channel_binding"))
                        .map(value -> constant(ChannelBinding.class, "channel_binding", value))
                        .orElse(ChannelBinding.PREFER));
    }

    /// `require` and `verify-ca` are read as verify-full: stronger than asked for, never weaker.
    private static Tls tls(Map<String, String> values, PlaintextRule plaintext) {
        return switch (values.getOrDefault("sslmode", "verify-full")) {
            case "verify-full", "verify-ca", "require" -> Tls.VERIFY_FULL;
            case "disable" -> {
                if (plaintext == PlaintextRule.NEVER) {
                    throw new DsnRefused("dsn_tls_refused", "sslmode must be verify-full.");
                }
                yield Tls.PLAINTEXT;
            }
            case "allow", "prefer" -> throw new DsnRefused("dsn_tls_refused", "sslmode must be verify-full.");
            default -> throw new DsnRefused("dsn_value_refused", "sslmode has a value that does not exist.");
        };
    }

    private static String pem(String value) {
        if (!PEM.matcher(value).matches()) {
            throw new DsnRefused(
                    "dsn_value_refused",
                    "sslrootcert must be the id of an uploaded CA or CA certificates in PEM, not the name of a file.");
        }
        return value;
    }

    private static String applicationName(String value) {
        if (value.length() > MAX_APPLICATION_NAME || !PRINTABLE.matcher(value).matches()) {
            throw new DsnRefused("dsn_value_refused", "application_name must be 1 to 63 printable ASCII characters.");
        }
        return value;
    }

    private static Duration seconds(String value) {
        if (!SECONDS.matcher(value).matches() || Integer.parseInt(value) > MAX_CONNECT_TIMEOUT_SECONDS) {
            throw new DsnRefused("dsn_value_refused", "connect_timeout must be 1 to 60 seconds.");
        }
        return Duration.ofSeconds(Integer.parseInt(value));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String key, String value) {
        for (E each : type.getEnumConstants()) {
            if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) {
                return each;
            }
        }
        throw new DsnRefused("dsn_value_refused", key + " has a value that does not exist.");
    }
}
