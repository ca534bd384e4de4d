package dev.sallyport.proxy.wire;

import dev.sallyport.crypto.secret.Secret;
import java.util.Map;

/// Who logs in and with which settings.
///
/// @param password lent for the handshake; its owner closes it
/// @param channelBindingRequired refuse a server that offers no SCRAM-SHA-256-PLUS
/// @param settings startup parameters besides user and database; they are what `DISCARD ALL` goes back to
public record Login(
        String user, String database, Secret password, boolean channelBindingRequired, Map<String, String> settings) {
    public Login {
        settings = Map.copyOf(settings);
    }

    @Override
    public String toString() {
        return "Login[…]";
    }
}
