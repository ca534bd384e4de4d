package dev.sallyport.localkms.policy;

import java.util.List;

/// A policy document that was read and checked. Immutable.
///
/// @param document the text as it was given, for `GetKeyPolicy`
public record Policy(String document, List<Statement> statements) {

    public Policy {
        statements = List.copyOf(statements);
    }

    /// What one policy says; the caller puts the answers of several policies together.
    public enum Says {
        /// A Deny fits: nothing can outweigh it.
        DENY,
        /// An Allow fits and names the principal.
        ALLOW,
        /// An Allow fits and names the account: the principal's own policy decides.
        ALLOW_BY_ACCOUNT,
        /// No statement fits.
        NOTHING
    }

    /// Reads the policy of a key, in which every statement names its principals.
    ///
    /// @throws dev.sallyport.localkms.error.KmsException `MalformedPolicyDocumentException`
    public static Policy ofKey(String document) {
        return new PolicyReader(true).read(document);
    }

    /// Reads the policy that belongs to a principal and therefore names none.
    ///
    /// @throws dev.sallyport.localkms.error.KmsException `MalformedPolicyDocumentException`
    public static Policy ofPrincipal(String document) {
        return new PolicyReader(false).read(document);
    }

    public Says on(AccessRequest request) {
        var says = Says.NOTHING;
        for (Statement statement : statements) {
            var match = statement.match(request);
            if (match == Principals.Match.NONE) {
                continue;
            }
            if (!statement.allows()) {
                return Says.DENY;
            }
            if (match == Principals.Match.DIRECT) {
                says = Says.ALLOW;
            } else if (says == Says.NOTHING) {
                says = Says.ALLOW_BY_ACCOUNT;
            }
        }
        return says;
    }

    @Override
    public String toString() {
        return "Policy[" + statements.size() + " statements]";
    }
}
