package dev.sallyport.crypto.jdk;

import java.security.PrivateKey;
import javax.security.auth.DestroyFailedException;

/// Zeroes the JDK's private keys where the JDK can.
final class Destruction {
    private Destruction() {}

    /// True when the key material is gone; a runtime whose keys cannot be destroyed leaves them to the collector.
    static boolean destroy(PrivateKey key) {
        try {
            key.destroy();
            return true;
        } catch (DestroyFailedException _) {
            return false;
        }
    }
}
