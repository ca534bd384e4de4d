package dev.sallyport.quickstart.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.testkit.canary.Canary;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The planted passwords, one for each way that a secret enters, so that a leak says where it came from.
enum Planted {
    /// Of a role that logs in.
    LIVE("Canary/Live+7f3Qz9LkW2=Alpha@1"),
    /// Of the role that a rotation moves to.
    NEXT("Canary/Next+k8Vd4RtY6=Bravo@2"),
    /// That the database refuses.
    WRONG("Canary/Wrong+p2Xc5MnB1=Charlie@3"),
    /// In DSNs that break a rule.
    UNSAFE("Canary/Unsafe+h6Jw3GsZ8=Delta@4"),
    /// In bodies that are not well formed.
    BROKEN("Canary_Broken_t4Ef9UiO7_Echo_5"),
    /// Not a DSN at all.
    OPAQUE("Canary/Opaque+a1Ls8KdH5=Foxtrot@6");

    private final String text;

    Planted(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /// As it stands in a DSN.
    String encoded() {
        return URLEncoder.encode(text, UTF_8);
    }

    Secret secret() {
        return Secret.copyOf(text.getBytes(UTF_8));
    }

    /// `leaks` by canary: which forms of which canary were found.
    static Map<Planted, List<String>> leaksIn(byte[] bytes) {
        Map<Planted, List<String>> leaks = new LinkedHashMap<>();
        for (Planted planted : values()) {
            List<String> forms = planted.canary().formsIn(bytes);
            if (!forms.isEmpty()) {
                leaks.put(planted, forms);
            }
        }
        return leaks;
    }

    Canary canary() {
        return new Canary(text);
    }
}
