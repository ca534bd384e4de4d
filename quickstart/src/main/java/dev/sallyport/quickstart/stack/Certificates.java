package dev.sallyport.quickstart.stack;

import dev.sallyport.quickstart.tls.DevelopmentCa;
import java.nio.file.Path;

/// Two authorities: one for what the services trust, one for the customer's database.
///
/// @param folder holds `NAME.pem` and `NAME.key` of every server
record Certificates(Path folder, Path platformCa, Path customerCa) {

    static Certificates ensure(Path folder) throws Exception {
        return new Certificates(
                folder,
                DevelopmentCa.ensure(folder, "platform", "platform", "vault", "proxy"),
                DevelopmentCa.ensure(folder, "customer", "customer"));
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }
}
