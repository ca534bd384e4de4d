package dev.sallyport.localkms.principal;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All principals of one account in one region. Immutable.
public final class PrincipalDirectory {

    private final String account;
    private final String region;
    private final Map<String, Principal> byAccessKey;

    /// @param account 12 digits
    /// @param region the region that clients sign for
    public PrincipalDirectory(String account, String region, Collection<Principal> principals) {
        if (!account.matches("[0-9]{12}")) {
            throw new IllegalArgumentException("account must have 12 digits");
        }
        if (!region.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("region must match [a-z0-9-]{1,32}");
        }
        this.account = account;
        this.region = region;
        this.byAccessKey =
                principals.stream().collect(Collectors.toUnmodifiableMap(Principal::accessKeyId, Function.identity()));
    }

    public String account() {
        return account;
    }

    public String region() {
        return region;
    }

    public Optional<Principal> byAccessKey(String accessKeyId) {
        return Optional.ofNullable(byAccessKey.get(accessKeyId));
    }

    public String keyArn(String keyId) {
        return "arn:aws:kms:" + region + ":" + account + ":key/" + keyId;
    }

    public String aliasArn(String alias) {
        return "arn:aws:kms:" + region + ":" + account + ":" + alias;
    }
}
