package dev.sallyport.vault.authority;

import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.vault.json.JsonBody;
import java.time.Instant;
import java.util.Set;

/// The body of an upload, its certificates checked by every rule.
record AuthorityRequest(String name, CaBundle bundle) {
    static AuthorityRequest of(byte[] body, Instant now) {
        var json = JsonBody.of(body, Set.of("name", "pem"));
        var name = json.text("name", 200);
        if (json.value("pem").orElse(null) instanceof JsonString(String pem)) {
            return new AuthorityRequest(name, CaBundle.read(pem, now));
        }
        throw JsonBody.invalid("pem", "must be a text: certificates in PEM");
    }
}
