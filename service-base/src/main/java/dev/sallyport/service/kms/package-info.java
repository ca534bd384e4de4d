/// The ports of `dev.sallyport.crypto.kms` over the AWS SDK: each with a timeout, each failure as a
/// [dev.sallyport.crypto.kms.KmsFailure] that says whether waiting helps. One adapter per permission, so that a service
/// constructs only what its principal may do: the vault `AwsDataKeySource`, the proxy `AwsDataKeyOpener` and
/// `AwsKeyWrapper`.
///
/// What must not be here: a cache of plaintext keys.
@NullMarked
package dev.sallyport.service.kms;

import org.jspecify.annotations.NullMarked;
