package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.key.CiphertextBlob;
import dev.sallyport.localkms.key.KmsKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;

/// Using keys: the permission is asked for with the encryption context of the request, then the key's state is looked
/// at, and only then anything is encrypted or decrypted.
final class CryptoActions {

    private static final int MAX_PLAINTEXT = 4096;
    private static final int MAX_CIPHERTEXT = 6144;
    private static final int MAX_RANDOM = 1024;
    private static final String ALGORITHM = "SYMMETRIC_DEFAULT";

    private final Keys keys;
    private final Access access;
    private final SecureRandom random = new SecureRandom();

    CryptoActions(Keys keys, Access access) {
        this.keys = keys;
        this.access = access;
    }

    void register(Map<String, Action> actions) {
        actions.put("Encrypt", this::encrypt);
        actions.put("Decrypt", this::decrypt);
        actions.put("ReEncrypt", this::reEncrypt);
        actions.put("GenerateDataKey", call -> generateDataKey(call, true));
        actions.put("GenerateDataKeyWithoutPlaintext", call -> generateDataKey(call, false));
        actions.put("GenerateRandom", this::generateRandom);
    }

    private ObjectNode encrypt(Call call) {
        var key = keys.require(call);
        var context = call.context("EncryptionContext");
        requireAlgorithm(call, "EncryptionAlgorithm");
        admit(call, call.action(), key, context);
        refuseDryRun(call);
        var plaintext = call.blob("Plaintext", MAX_PLAINTEXT);
        var blob = key.encrypt(plaintext, context);
        Arrays.fill(plaintext, (byte) 0);
        return Answers.object()
                .put("KeyId", keys.arn(key))
                .put("EncryptionAlgorithm", ALGORITHM)
                .put("CiphertextBlob", blob.toBytes());
    }

    private ObjectNode decrypt(Call call) {
        var blob = CiphertextBlob.parse(call.blob("CiphertextBlob", MAX_CIPHERTEXT));
        var context = call.context("EncryptionContext");
        requireAlgorithm(call, "EncryptionAlgorithm");
        var key = keyOf(call, "KeyId", blob);
        admit(call, call.action(), key, context);
        refuseDryRun(call);
        return Answers.object()
                .put("KeyId", keys.arn(key))
                .put("EncryptionAlgorithm", ALGORITHM)
                .put("Plaintext", key.decrypt(blob, context));
    }

    private ObjectNode reEncrypt(Call call) {
        var blob = CiphertextBlob.parse(call.blob("CiphertextBlob", MAX_CIPHERTEXT));
        requireAlgorithm(call, "SourceEncryptionAlgorithm");
        requireAlgorithm(call, "DestinationEncryptionAlgorithm");
        var source = keyOf(call, "SourceKeyId", blob);
        var destination = keys.require(call.text("DestinationKeyId", Keys.MAX_KEY_ID));
        var sourceContext = call.context("SourceEncryptionContext");
        var destinationContext = call.context("DestinationEncryptionContext");
        admit(call, "ReEncryptFrom", source, sourceContext);
        admit(call, "ReEncryptTo", destination, destinationContext);
        refuseDryRun(call);
        var plaintext = source.decrypt(blob, sourceContext);
        var moved = destination.encrypt(plaintext, destinationContext);
        Arrays.fill(plaintext, (byte) 0);
        return Answers.object()
                .put("KeyId", keys.arn(destination))
                .put("SourceKeyId", keys.arn(source))
                .put("SourceEncryptionAlgorithm", ALGORITHM)
                .put("DestinationEncryptionAlgorithm", ALGORITHM)
                .put("CiphertextBlob", moved.toBytes());
    }

    private ObjectNode generateDataKey(Call call, boolean withPlaintext) {
        var key = keys.require(call);
        var context = call.context("EncryptionContext");
        int length = dataKeyLength(call);
        admit(call, call.action(), key, context);
        refuseDryRun(call);
        var plaintext = randomBytes(length);
        var answer = Answers.object()
                .put("KeyId", keys.arn(key))
                .put("CiphertextBlob", key.encrypt(plaintext, context).toBytes());
        // The answer takes the array as it is; it is garbage once it has been written.
        return withPlaintext ? answer.put("Plaintext", plaintext) : answer;
    }

    private ObjectNode generateRandom(Call call) {
        access.require(call, "*");
        int length = call.optionalInt("NumberOfBytes", 1, MAX_RANDOM).orElseThrow(() -> Call.missing("NumberOfBytes"));
        return Answers.object().put("Plaintext", randomBytes(length));
    }

    private static int dataKeyLength(Call call) {
        var spec = call.optionalText("KeySpec", 64);
        var bytes = call.optionalInt("NumberOfBytes", 1, MAX_RANDOM);
        if (spec.isPresent() == bytes.isPresent()) {
            throw new KmsException(KmsError.VALIDATION, "Please specify either number of bytes or key spec.");
        }
        return spec.map(CryptoActions::specLength).orElseGet(bytes::getAsInt);
    }

    private static int specLength(String spec) {
        return switch (spec) {
            case "AES_256" -> 32;
            case "AES_128" -> 16;
            default -> throw Call.invalid("KeySpec", "Member must satisfy enum value set: [AES_256, AES_128]");
        };
    }

    /// The key that made a ciphertext. A key that the caller names must be that key.
    private KmsKey keyOf(Call call, String member, CiphertextBlob blob) {
        var named = call.optionalText(member, Keys.MAX_KEY_ID).map(keys::require);
        var made = keys.find(blob.head().keyId())
                .orElseThrow(() -> new KmsException(
                        KmsError.INVALID_CIPHERTEXT, "The ciphertext was not made by a key of this service."));
        if (named.isPresent() && !named.get().id().equals(made.id())) {
            throw new KmsException(
                    KmsError.INCORRECT_KEY,
                    "The key ID in the request does not identify a CMK that can perform this operation.");
        }
        return made;
    }

    private void admit(Call call, String action, KmsKey key, Map<String, String> context) {
        access.require(call, action, key, context);
        key.requireUsable(keys.arn(key));
    }

    private static void refuseDryRun(Call call) {
        if (call.flag("DryRun")) {
            throw new KmsException(KmsError.DRY_RUN, "The request would have succeeded, but the DryRun option is set.");
        }
    }

    private static void requireAlgorithm(Call call, String member) {
        call.optionalText(member, 64).filter(value -> !value.equals(ALGORITHM)).ifPresent(_ -> {
            throw new KmsException(KmsError.UNSUPPORTED, "Only SYMMETRIC_DEFAULT is supported.");
        });
    }

    private byte[] randomBytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
