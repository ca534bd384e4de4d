package dev.sallyport.crypto.codec;

import java.security.Provider;
import java.security.Security;

/**
 * The JDK's own providers as objects, so that no provider registered in front of them can take their place.
 *
 * <p>They are named because BouncyCastle's AES has no hardware path and was measured to be 42 to 130 times slower.
 */
public final class JdkProviders {
    /** AES-GCM and HMAC. */
    public static final Provider SUN_JCE = require("SunJCE");

    /** SHA-2. */
    public static final Provider SUN = require("SUN");

    private JdkProviders() {}

    private static Provider require(String name) {
        Provider provider = Security.getProvider(name);
        if (provider == null) {
            throw new IllegalStateException("this Java runtime has no security provider " + name);
        }
        return provider;
    }
}
