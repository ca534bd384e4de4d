package dev.sallyport.quickstart.stack;

import dev.sallyport.quickstart.files.OwnerOnly;
import dev.sallyport.quickstart.tls.DevelopmentCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;

/// The ES256 keys: one for each service's tokens to the other, one for people's tokens.
record ServiceTokenKeys(Path folder) {

    /// Makes what is missing.
    void ensure() throws Exception {
        for (String service : new String[] {"vault", "proxy", "people"}) {
            if (Files.exists(publicKey(service))) {
                continue;
            }
            KeyPair pair = DevelopmentCa.newKeyPair();
            OwnerOnly.write(
                    privateKey(service),
                    DevelopmentCa.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            OwnerOnly.write(
                    publicKey(service),
                    DevelopmentCa.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        }
    }

    Path privateKey(String service) {
        return folder.resolve(service + "-token.key");
    }

    Path publicKey(String service) {
        return folder.resolve(service + "-token.pub");
    }
}
