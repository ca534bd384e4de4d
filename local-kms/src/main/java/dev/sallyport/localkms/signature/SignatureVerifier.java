package dev.sallyport.localkms.signature;

import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.principal.Principal;
import dev.sallyport.localkms.principal.PrincipalDirectory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Finds out who sent a request, by its signature over every byte that counts. Thread-safe.
///
/// Source: AWS General Reference, "Signature Version 4"; names of the refusals as AWS KMS sends them.
public final class SignatureVerifier {

    /// How far the clock of a caller may be off, and how long a recorded request could be sent again.
    public static final Duration MAX_SKEW = Duration.ofMinutes(5);

    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] NOBODYS_KEY = new byte[40];
    private static final String SERVICE = "kms";

    private final PrincipalDirectory principals;
    private final Clock clock;

    public SignatureVerifier(PrincipalDirectory principals, Clock clock) {
        this.principals = principals;
        this.clock = clock;
    }

    /// @throws KmsException `MissingAuthenticationTokenException`, `IncompleteSignatureException`,
    ///     `UnrecognizedClientException` or `InvalidSignatureException`
    public Principal verify(SignedRequest request) {
        var authorization = Authorization.parse(
                only(request, "authorization", KmsError.MISSING_TOKEN, "Missing Authentication Token"));
        requireSigned(request, authorization);
        var timestamp = timestamp(request, authorization);
        var payloadHash = payloadHash(request);
        var principal = principal(request, authorization);
        requireScope(authorization);
        var expected = signature(principal, authorization, timestamp, request, payloadHash);
        boolean equal = MessageDigest.isEqual(expected, ascii(authorization.signature()));
        if (principal.isEmpty()) {
            throw new KmsException(KmsError.UNKNOWN_CLIENT, "The security token included in the request is invalid.");
        }
        if (!equal) {
            throw invalid("The request signature we calculated does not match the signature you provided. "
                    + "Check your AWS Secret Access Key and signing method.");
        }
        return principal.get();
    }

    private Optional<Principal> principal(SignedRequest request, Authorization authorization) {
        // There are no sessions here: a token would claim rights that nothing checks.
        return request.all("x-amz-security-token").isEmpty()
                ? principals.byAccessKey(authorization.accessKeyId())
                : Optional.empty();
    }

    private static void requireSigned(SignedRequest request, Authorization authorization) {
        var signed = authorization.signedHeaders();
        boolean complete = signed.contains("host")
                && signed.contains("x-amz-date")
                && request.headers().keySet().containsAll(signed)
                && request.headers().keySet().stream()
                        .filter(name -> name.startsWith("x-amz-"))
                        .allMatch(signed::contains);
        if (!complete) {
            throw new KmsException(
                    KmsError.INCOMPLETE_SIGNATURE,
                    "SignedHeaders must name host and every x-amz- header of the request.");
        }
    }

    private String timestamp(SignedRequest request, Authorization authorization) {
        var text = only(request, "x-amz-date", KmsError.INCOMPLETE_SIGNATURE, "One X-Amz-Date header is needed.");
        Instant sent;
        try {
            sent = BASIC.parse(text, Instant::from);
        } catch (DateTimeException _) {
            throw new KmsException(KmsError.INCOMPLETE_SIGNATURE, "X-Amz-Date must look like 20260131T235959Z.");
        }
        if (!text.startsWith(authorization.date())) {
            throw invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date.");
        }
        var off = Duration.between(sent, clock.instant());
        if (off.compareTo(MAX_SKEW) > 0) {
            throw invalid("Signature expired: " + text + " is more than 5 minutes ago.");
        }
        if (off.negated().compareTo(MAX_SKEW) > 0) {
            throw invalid("Signature not yet current: " + text + " is more than 5 minutes ahead.");
        }
        return text;
    }

    private static String payloadHash(SignedRequest request) {
        var hash = HexFormat.of().formatHex(sha256(request.body()));
        for (String claimed : request.all("x-amz-content-sha256")) {
            if (!claimed.equals(hash)) {
                throw invalid("X-Amz-Content-Sha256 is not the hash of the body.");
            }
        }
        return hash;
    }

    private void requireScope(Authorization authorization) {
        if (!authorization.service().equals(SERVICE) || !authorization.region().equals(principals.region())) {
            throw invalid("Credential should be scoped to service kms in region " + principals.region() + ".");
        }
    }

    /// For an unknown caller the same work is done with a key that nobody has, so that both refusals take equally long.
    private static byte[] signature(
            Optional<Principal> principal,
            Authorization authorization,
            String timestamp,
            SignedRequest request,
            String payloadHash) {
        var canonical = CanonicalRequest.of(request, authorization.signedHeaders(), payloadHash);
        var toSign = String.join(
                "\n",
                Authorization.ALGORITHM,
                timestamp,
                authorization.scope(),
                HexFormat.of().formatHex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        return principal
                .map(known -> known.signingKey(key -> sign(key, authorization, toSign)))
                .orElseGet(() -> sign(NOBODYS_KEY.clone(), authorization, toSign));
    }

    private static byte[] sign(byte[] signingKey, Authorization authorization, String toSign) {
        var key = new byte[4 + signingKey.length];
        System.arraycopy(ascii("AWS4"), 0, key, 0, 4);
        System.arraycopy(signingKey, 0, key, 4, signingKey.length);
        Arrays.fill(signingKey, (byte) 0);
        for (String part :
                List.of(authorization.date(), authorization.region(), authorization.service(), "aws4_request")) {
            var next = hmac(key, part);
            Arrays.fill(key, (byte) 0);
            key = next;
        }
        return ascii(HexFormat.of().formatHex(hmac(key, toSign)));
    }

    private static String only(SignedRequest request, String header, KmsError error, String message) {
        var values = request.all(header);
        if (values.size() != 1) {
            throw new KmsException(error, message);
        }
        return values.getFirst();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static KmsException invalid(String message) {
        return new KmsException(KmsError.INVALID_SIGNATURE, message);
    }
}
