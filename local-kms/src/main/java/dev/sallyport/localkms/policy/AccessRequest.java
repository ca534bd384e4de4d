package dev.sallyport.localkms.policy;

import java.util.List;
import java.util.Map;

/// One question to the policies: may this principal do this action on this resource, given these facts?
///
/// @param account the account of the principal and of every key here
/// @param action for example `kms:Decrypt`
/// @param resource the ARN of the key or alias, or `*` for actions that name none
/// @param facts values of the condition keys, for example `kms:EncryptionContext:purpose`; a key that is not there
///     is absent from the request
public record AccessRequest(
        String principalArn, String account, String action, String resource, Map<String, List<String>> facts) {

    public AccessRequest {
        facts = Map.copyOf(facts);
    }
}
