package dev.sallyport.localkms.signature;

import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The parsed `Authorization` header of Signature Version 4.
///
/// @param date the eight digits of the credential scope
/// @param signedHeaders names in lower case, in order, without repeats
/// @param signature 64 hexadecimal digits in lower case
record Authorization(
        String accessKeyId, String date, String region, String service, List<String> signedHeaders, String signature) {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private static final int MAX_LENGTH = 4096;
    private static final Pattern FORM = Pattern.compile("AWS4-HMAC-SHA256 +"
            + "Credential=([A-Za-z0-9_]{1,128})/([0-9]{8})/([a-z0-9-]{1,64})/([a-z0-9-]{1,64})/aws4_request *, *"
            + "SignedHeaders=([a-z0-9-]+(?:;[a-z0-9-]+)*+) *, *"
            + "Signature=([0-9a-f]{64})");

    static Authorization parse(String header) {
        var match = FORM.matcher(header.length() > MAX_LENGTH ? "" : header);
        if (!match.matches()) {
            throw new KmsException(
                    KmsError.INCOMPLETE_SIGNATURE,
                    "Authorization header must be " + ALGORITHM + " with Credential, SignedHeaders and Signature.");
        }
        var names = List.of(match.group(5).split(";"));
        if (!List.copyOf(new TreeSet<>(names)).equals(names)) {
            throw new KmsException(KmsError.INCOMPLETE_SIGNATURE, "SignedHeaders must be sorted and without repeats.");
        }
        return new Authorization(match.group(1), match.group(2), match.group(3), match.group(4), names, match.group(6));
    }

    String scope() {
        return date + "/" + region + "/" + service + "/aws4_request";
    }
}
