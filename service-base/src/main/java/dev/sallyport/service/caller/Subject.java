package dev.sallyport.service.caller;

import dev.sallyport.crypto.id.ApiKeyId;

/// Who calls.
public sealed interface Subject {
    /// As it stands in audit events and logs: an id, never a name or an address.
    String text();

    /// A program with an API key.
    record Program(ApiKeyId keyId) implements Subject {
        @Override
        public String text() {
            return keyId.value();
        }
    }

    /// A person with a token of the embedded or a configured issuer.
    ///
    /// @param id the issuer's stable id of the person, 1 to 128 characters
    /// @param role what the person is in the tenant
    /// @param platformAdmin whether the person administers the installation
    record Person(String id, Role role, boolean platformAdmin) implements Subject {
        @Override
        public String text() {
            return id;
        }
    }
}
