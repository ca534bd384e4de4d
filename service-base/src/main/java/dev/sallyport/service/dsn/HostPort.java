package dev.sallyport.service.dsn;

import dev.sallyport.service.address.IpAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/// One host and one port. Addresses count only in their usual spelling: whatever some resolver could take for a number
/// (decimal, octal, hexadecimal, fewer than four parts) is refused instead of resolved.
record HostPort(DsnHost host, int port) {
    private static final int MAX_NAME_LENGTH = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    static HostPort parse(String text, int defaultPort) {
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0) {
                throw DsnParser.syntax("a bracket is not closed");
            }
            var address = IpAddress.parse(text.substring(1, close))
                    .filter(_ -> text.substring(1, close).indexOf(':') >= 0)
                    .orElseThrow(() -> DsnParser.syntax("the address is not one in its usual spelling"));
            return new HostPort(new DsnHost.Literal(address), port(text.substring(close + 1), defaultPort));
        }
        if (text.indexOf(',') >= 0) {
            throw DsnParser.syntax("one host is permitted");
        }
        int colon = text.indexOf(':');
        var name = colon < 0 ? text : text.substring(0, colon);
        return new HostPort(host(name), port(colon < 0 ? "" : text.substring(colon), defaultPort));
    }

    private static DsnHost host(String text) {
        var address = IpAddress.parse(text);
        if (address.isPresent()) {
            return new DsnHost.Literal(address.get());
        }
        if (text.isEmpty() || text.length() > MAX_NAME_LENGTH) {
            throw DsnParser.syntax("the host is missing or too long");
        }
        var name = text.toLowerCase(Locale.ROOT);
        var labels = name.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                throw DsnParser.syntax("the host is not a name or an address (sockets and paths are not permitted)");
            }
        }
        if (NUMERIC_LABEL.matcher(labels[labels.length - 1]).matches()) {
            throw DsnParser.syntax("the address is not one in its usual spelling");
        }
        return new DsnHost.Name(name);
    }

    private static int port(String text, int defaultPort) {
        if (text.isEmpty()) {
            return defaultPort;
        }
        if (text.charAt(0) != ':' || !PORT.matcher(text.substring(1)).matches()) {
            throw DsnParser.syntax("the port is not a number from 1 to 65535");
        }
        int port = Integer.parseInt(text.substring(1));
        if (port > 65535) {
            throw DsnParser.syntax("the port is not a number from 1 to 65535");
        }
        return port;
    }
}
