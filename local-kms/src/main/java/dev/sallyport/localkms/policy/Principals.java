package dev.sallyport.localkms.policy;

import java.util.List;

/// Whom a statement of a key policy speaks about.
sealed interface Principals {

    /// How a statement names the caller: in person, through the whole account, or not at all.
    enum Match {
        DIRECT,
        ACCOUNT,
        NONE
    }

    Match match(AccessRequest request);

    /// `"Principal": "*"` or `{"AWS": "*"}`. A policy that belongs to a principal has this meaning too.
    record Everyone() implements Principals {
        @Override
        public Match match(AccessRequest request) {
            return Match.DIRECT;
        }
    }

    /// `{"AWS": […]}`: ARNs of users or roles, account numbers, or the account's `root`.
    record Named(List<String> names) implements Principals {
        @Override
        public Match match(AccessRequest request) {
            if (names.contains(request.principalArn())) {
                return Match.DIRECT;
            }
            boolean account =
                    names.contains(request.account()) || names.contains("arn:aws:iam::" + request.account() + ":root");
            return account ? Match.ACCOUNT : Match.NONE;
        }
    }
}
