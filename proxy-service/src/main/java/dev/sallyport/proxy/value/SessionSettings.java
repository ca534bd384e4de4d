package dev.sallyport.proxy.value;

import java.util.Map;

/// The settings under which text forms mean what this package takes them for; sent as startup parameters.
public final class SessionSettings {

    private static final Map<String, String> TEXT_FORMS = Map.of(
            "client_encoding", "UTF8",
            "DateStyle", "ISO, YMD",
            "IntervalStyle", "iso_8601",
            "TimeZone", "UTC",
            "extra_float_digits", "1",
            "bytea_output", "hex",
            "lc_monetary", "C",
            "standard_conforming_strings", "on");

    private SessionSettings() {}

    public static Map<String, String> textForms() {
        return TEXT_FORMS;
    }
}
