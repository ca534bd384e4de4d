package dev.sallyport.localkms;

import dev.sallyport.localkms.fault.FaultFile;
import dev.sallyport.localkms.fault.Faults;
import dev.sallyport.localkms.principal.PrincipalsFile;
import dev.sallyport.localkms.store.StoreKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Starts the server from the command line and prints one line when it answers. Secrets come from files alone.
public final class LocalKms {

    private static final Set<String> NAMES =
            Set.of("--data", "--port", "--host", "--key-file", "--passphrase-file", "--principals", "--faults-file");
    private static final String USAGE = "usage: local-kms --data DIR --principals FILE"
            + " (--key-file FILE | --passphrase-file FILE) [--port P] [--host 127.0.0.1] [--faults-file FILE]";

    private LocalKms() {}

    public static void main(String[] arguments) {
        try {
            run(parse(arguments));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("local-kms: " + e.getMessage());
            System.exit(2);
        }
    }

    private static void run(Map<String, String> given) throws IOException {
        limitSlowClients();
        var faults = new Faults();
        var principals = PrincipalsFile.read(Path.of(required(given, "--principals")));
        var instance = LocalKmsInstance.start(new LocalKmsOptions(
                Path.of(required(given, "--data")),
                storeKey(given),
                principals,
                address(given),
                Clock.systemUTC(),
                faults));
        var faultFile =
                Optional.ofNullable(given.get("--faults-file")).map(file -> FaultFile.watch(Path.of(file), faults));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            faultFile.ifPresent(FaultFile::close);
            instance.close();
        }));
        System.out.println("ready local-kms " + instance.endpoint() + " region=" + principals.region() + " account="
                + principals.account());
        System.out.flush();
    }

    /// The JDK's server takes its limits from system properties, in seconds.
    private static void limitSlowClients() {
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "330");
        System.setProperty("sun.net.httpserver.idleInterval", "60");
    }

    private static InetSocketAddress address(Map<String, String> given) throws IOException {
        int port;
        try {
            port = Integer.parseInt(given.getOrDefault("--port", "0"));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("--port must be a number");
        }
        return new InetSocketAddress(InetAddress.getByName(given.getOrDefault("--host", "127.0.0.1")), port);
    }

    private static StoreKey storeKey(Map<String, String> given) {
        if (given.containsKey("--key-file") == given.containsKey("--passphrase-file")) {
            throw new IllegalArgumentException("give either --key-file or --passphrase-file; " + USAGE);
        }
        return given.containsKey("--key-file")
                ? new StoreKey.File(Path.of(required(given, "--key-file")))
                : new StoreKey.Passphrase(Path.of(required(given, "--passphrase-file")));
    }

    private static String required(Map<String, String> given, String name) {
        var value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing; " + USAGE);
        }
        return value;
    }

    private static Map<String, String> parse(String[] arguments) {
        var given = new HashMap<String, String>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!NAMES.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("unknown or incomplete option " + arguments[i] + "; " + USAGE);
            }
            if (given.put(arguments[i], arguments[i + 1]) != null) {
                throw new IllegalArgumentException(arguments[i] + " is given twice");
            }
        }
        return given;
    }
}
