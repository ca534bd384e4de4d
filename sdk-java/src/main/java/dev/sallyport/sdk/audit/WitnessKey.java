package dev.sallyport.sdk.audit;

import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.keys.Backends;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A witness' key pair in its folder: {@code witness.key} holds the seed of 32 bytes and is for its owner alone, {@code
 * witness.json} holds {@code witness_id} and {@code public_key}, to be given to everybody who verifies. Both files are for their
 * owner alone whatever the umask.
 */
public final class WitnessKey {
    private WitnessKey() {}

    /** Opens the key of this folder; makes one where there is none. The caller closes it. */
    public static SigningKey open(Path folder) throws IOException {
        PostQuantum backends = Backends.forClients();
        Path seedFile = folder.resolve("witness.key");
        Path publicFile = folder.resolve("witness.json");
        if (Files.exists(publicFile)) {
            return backends.signingKey(read(publicFile).id(), Secret.take(Files.readAllBytes(seedFile)));
        }
        try (Secret seed = backends.newSigningSeed()) {
            SigningKey key = backends.signingKey(SigningKeyId.next(), seed.copy());
            byte[] bytes = seed.reveal(byte[]::clone);
            WitnessMemory.create(seedFile, bytes);
            Arrays.fill(bytes, (byte) 0);
            var word = new JsonLine()
                    .open()
                    .text("witness_id", key.id().value())
                    .bytes("public_key", key.publicKeyBytes())
                    .close()
                    .toString();
            WitnessMemory.create(publicFile, word.getBytes(StandardCharsets.UTF_8));
            return key;
        }
    }

    /** Reads a public file. Throws {@link dev.sallyport.crypto.codec.MalformedException}. */
    public static VerificationKey read(Path publicFile) throws IOException {
        JsonObject json =
                StrictJson.parseObject(Files.readString(publicFile).strip().getBytes(StandardCharsets.UTF_8));
        return Backends.forClients()
                .verificationKey(
                        SigningKeyId.of(json.text("witness_id")),
                        json.bytes("public_key", PqSizes.SIGNATURE_PUBLIC_KEY));
    }
}
