package dev.sallyport.vault.call;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.keyring.VaultKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// Keeps answers for those who ask again. An answer may hold a key that is shown once, so it is encrypted under the
/// vault's own key and the text of the caller's idempotency key together: a dump of the database opens none.
@ApplicationScoped
class IdempotencyStore {
    private final Database database;
    private final VaultKeys keys;
    private final SecureRandom random = new SecureRandom();

    IdempotencyStore(Database database, VaultKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    /// The answer that was given before; refuses a key that was used for another request.
    Uni<Optional<Rendered>> find(IdempotencyKey key, byte[] requestMac) {
        return database.read(session -> session.find(IdempotencyEntity.class, key.name())
                .map(row -> Optional.ofNullable(row).map(found -> replay(found, key, requestMac))));
    }

    /// Keeps an answer in the transaction of its effect. A second one under the same key fails the transaction.
    Uni<Void> keep(Mutiny.Session session, Call call, Rendered answer) {
        if (call.idempotencyKey().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var key = call.idempotencyKey().get();
        var row = new IdempotencyEntity();
        row.name = key.name();
        row.requestMac = call.requestMac();
        row.status = answer.status();
        row.sealedAnswer = seal(key, answer.body());
        row.createdAt = call.now();
        return session.persist(row).chain(session::flush);
    }

    private Rendered replay(IdempotencyEntity row, IdempotencyKey key, byte[] requestMac) {
        if (!MessageDigest.isEqual(row.requestMac, requestMac)) {
            throw new ProblemException(ProblemCode.IDEMPOTENCY_CONFLICT);
        }
        var nonce = Arrays.copyOf(row.sealedAnswer, AesGcm.NONCE_BYTES);
        var ready = Arrays.copyOfRange(row.sealedAnswer, AesGcm.NONCE_BYTES, row.sealedAnswer.length);
        var answerKey = answerKey(key);
        try {
            return new Rendered(row.status, AesGcm.open(answerKey, nonce, ready, associated(key)), true);
        } finally {
            Arrays.fill(answerKey, (byte) 0);
        }
    }

    private byte[] seal(IdempotencyKey key, byte[] body) {
        var nonce = new byte[AesGcm.NONCE_BYTES];
        random.nextBytes(nonce);
        var answerKey = answerKey(key);
        try {
            return new TranscriptWriter(body.length + 64)
                    .raw(nonce)
                    .raw(AesGcm.seal(answerKey, nonce, body, associated(key)))
                    .toByteArray();
        } finally {
            Arrays.fill(answerKey, (byte) 0);
        }
    }

    private byte[] answerKey(IdempotencyKey key) {
        var info = new TranscriptWriter().lp("vault/idempotency").lp(key.text()).toByteArray();
        return keys.answerSecret().reveal(secret -> Hashes.hkdfSha512(secret, info, AesGcm.KEY_BYTES));
    }

    private static byte[] associated(IdempotencyKey key) {
        return new TranscriptWriter().lp("vault/idempotency").lp(key.name()).toByteArray();
    }
}
