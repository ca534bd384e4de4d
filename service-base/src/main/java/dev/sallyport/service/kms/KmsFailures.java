package dev.sallyport.service.kms;

import dev.sallyport.crypto.kms.KmsFailure;
import dev.sallyport.crypto.kms.KmsFailure.Kind;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// What the SDK throws, as [KmsFailure]. Denials and throttling arrive as a plain `KmsException`, so the error code
/// decides, not the class. No message of the service is passed on: it may name keys and principals.
final class KmsFailures {

    private KmsFailures() {}

    static <T> T mapping(String action, Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            throw new KmsFailure(kind(e), "kms " + action + " failed: " + code(e), e);
        } catch (SdkException e) {
            throw new KmsFailure(
                    Kind.UNAVAILABLE,
                    "kms " + action + " got no answer: " + e.getClass().getSimpleName(),
                    e);
        }
    }

    private static Kind kind(AwsServiceException e) {
        return switch (code(e)) {
            case "AccessDeniedException",
                    "AccessDenied",
                    "UnrecognizedClientException",
                    "InvalidSignatureException",
                    "IncompleteSignature",
                    "InvalidClientTokenId",
                    "MissingAuthenticationToken",
                    "ExpiredTokenException",
                    "InvalidGrantTokenException" -> Kind.DENIED;
            case "NotFoundException", "InvalidArnException", "InvalidKeyUsageException", "ValidationException" ->
                Kind.NOT_FOUND;
            case "DisabledException", "KMSInvalidStateException", "KeyUnavailableException" -> Kind.DISABLED;
            case "InvalidCiphertextException", "IncorrectKeyException" -> Kind.INVALID_CIPHERTEXT;
            case "ThrottlingException", "LimitExceededException", "RequestTimeout" -> Kind.UNAVAILABLE;
            default -> e.statusCode() >= 400 && e.statusCode() < 500 ? Kind.DENIED : Kind.UNAVAILABLE;
        };
    }

    private static String code(AwsServiceException e) {
        var details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "unknown" : details.errorCode();
    }
}
