package dev.sallyport.service.caller;

import static dev.sallyport.service.caller.Scope.AUDIT_READ;
import static dev.sallyport.service.caller.Scope.EVALUATE;
import static dev.sallyport.service.caller.Scope.INTEGRATIONS_READ;
import static dev.sallyport.service.caller.Scope.INTEGRATIONS_WRITE;
import static dev.sallyport.service.caller.Scope.KEYS_READ;
import static dev.sallyport.service.caller.Scope.KEYS_WRITE;
import static dev.sallyport.service.caller.Scope.POLICIES_READ;
import static dev.sallyport.service.caller.Scope.POLICIES_WRITE;
import static dev.sallyport.service.caller.Scope.SECURITY_WRITE;
import static dev.sallyport.service.caller.Scope.VAULT_READ;
import static dev.sallyport.service.caller.Scope.VAULT_WRITE;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a person is in a tenant, as a set of scopes.
public enum Role {
    VIEWER(EnumSet.of(VAULT_READ, INTEGRATIONS_READ, KEYS_READ, POLICIES_READ)),
    EDITOR(with(VIEWER.scopes, VAULT_WRITE, INTEGRATIONS_WRITE, POLICIES_WRITE, EVALUATE)),
    ADMIN(with(EDITOR.scopes, KEYS_WRITE, SECURITY_WRITE, AUDIT_READ)),
    /// All of the tenant; never the platform.
    OWNER(EnumSet.complementOf(EnumSet.of(Scope.ADMIN_TENANTS))),
    AUDITOR(with(VIEWER.scopes, AUDIT_READ));

    private final Set<Scope> scopes;

    Role(Set<Scope> scopes) {
        this.scopes = Collections.unmodifiableSet(scopes);
    }

    public Set<Scope> scopes() {
        return scopes;
    }

    /// `owner`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The role of this text, if there is one.
    public static Optional<Role> find(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    private static Set<Scope> with(Set<Scope> scopes, Scope... more) {
        var all = EnumSet.copyOf(scopes);
        all.addAll(Arrays.asList(more));
        return all;
    }
}
