package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.audit.export.HeadTrust;
import dev.sallyport.crypto.audit.export.LogVerifier;
import dev.sallyport.crypto.audit.export.Promise;
import dev.sallyport.crypto.audit.export.VerifierReport;
import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.audit.AuditDatabase;
import dev.sallyport.service.audit.PgAuditLog;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.read.AuditExport;
import dev.sallyport.service.audit.read.AuditFilter;
import dev.sallyport.service.audit.read.AuditReader;
import dev.sallyport.service.audit.read.ExportCursor;
import dev.sallyport.service.audit.read.Reach;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One running log for a test: writer, sequencer, reader, and keys that a root delegated.
public final class Logs implements AutoCloseable {

    private static final PostQuantum PQ = PostQuantum.pinned("bc");
    private static final SigningKey ROOT = PQ.signingKey(SigningKeyId.of("sk_root"), PQ.newSigningSeed());
    private static final Secret SEED = PQ.newSigningSeed();
    private static final SigningKey KEY = PQ.signingKey(SigningKeyId.of("sk_log"), SEED.copy());
    private static final Delegation DELEGATION =
            Delegation.sign(ROOT, KEY.id(), KEY.publicKeyBytes(), 0, 4_000_000_000_000L);

    public final AuditDatabase database;
    public final PgAuditLog log;
    public final AuditReader reader;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final List<Sequencer> sequencers = new ArrayList<>();

    public Logs(AuditDatabase database) {
        this.database = database;
        this.log = PgAuditLog.open(vertx, database.appOptions(), Samples.config());
        this.pool = database.appPool(vertx);
        this.reader = new AuditReader(pool);
    }

    public static Logs create() {
        return new Logs(AuditDatabase.create());
    }

    public static HeadSigner signer() {
        return HeadSigner.of(KEY);
    }

    /// The log key's seed, for a process that signs the same log.
    static String seed() {
        return SEED.reveal(StrictBase64::encode);
    }

    static HeadSigner signerOf(String seed) {
        return HeadSigner.of(PQ.signingKey(SigningKeyId.of("sk_log"), Secret.take(StrictBase64.decode(seed))));
    }

    public static HeadTrust trust() {
        return new HeadTrust(PQ, PQ.verificationKey(SigningKeyId.of("sk_root"), ROOT.publicKeyBytes()));
    }

    static VerificationKey rootKey() {
        return PQ.verificationKey(SigningKeyId.of("sk_root"), ROOT.publicKeyBytes());
    }

    public static Delegation delegation() {
        return DELEGATION;
    }

    public Sequencer sequence() {
        return sequence(Optional.empty(), Optional.empty());
    }

    public Sequencer sequence(Optional<Path> witnessFile, Optional<URI> witnessUrl) {
        return sequence(Logs::signer, config(witnessFile, witnessUrl));
    }

    /// One that takes few leaves at once.
    Sequencer sequence(Supplier<HeadSigner> signer, int maxLeaves) {
        return sequence(signer, config(Optional.empty(), Optional.empty(), maxLeaves));
    }

    private Sequencer sequence(Supplier<HeadSigner> signer, SequencerConfig config) {
        PgConnectOptions options = database.appOptions();
        return sequence(new Sequencer(vertx, options, "proxy", signer, config));
    }

    /// One with a clock of the test's.
    Sequencer sequence(Clock clock) {
        return sequence(new Sequencer(
                vertx,
                database.appOptions(),
                "proxy",
                Logs::signer,
                config(Optional.empty(), Optional.empty()),
                clock));
    }

    private Sequencer sequence(Sequencer sequencer) {
        sequencers.add(sequencer);
        sequencer.start();
        return sequencer;
    }

    /// Writes the records and waits until a signed head covers the whole log.
    public void write(List<AuditRecord> records) throws Exception {
        await(Future.all(records.stream()
                .map(record -> record.event().isConcluded() ? log.conclude(record) : log.intend(record))
                .toList()));
        awaitHead(database.count("audit.event"));
    }

    public void awaitHead(long size) throws Exception {
        for (int i = 0; i < 400; i++) {
            var head = await(reader.head(null));
            if (head.isPresent() && head.get().head().size() >= size) {
                return;
            }
            Thread.sleep(25);
        }
        throw new AssertionError("no head of " + size + " leaves within 10 s");
    }

    public void stopSequencers() throws Exception {
        for (var sequencer : sequencers) {
            await(sequencer.close());
        }
        sequencers.clear();
    }

    public List<String> export(AuditFilter filter, @Nullable ExportCursor cursor) throws Exception {
        List<String> lines = new ArrayList<>();
        await(new AuditExport(reader, () -> List.of(DELEGATION)).write(filter, cursor, more -> {
            lines.addAll(more);
            return Future.succeededFuture();
        }));
        return lines;
    }

    public List<String> export() throws Exception {
        return export(AuditFilter.of(new Reach.WholeLog()), null);
    }

    /// All parts, one after the other.
    public List<String> exportAll() throws Exception {
        List<String> lines = new ArrayList<>(export());
        while (ExportReader.read(lines.getLast()) instanceof ExportLine.End end && end.nextCursor() != null) {
            lines.addAll(export(AuditFilter.of(new Reach.WholeLog()), ExportCursor.parse(end.nextCursor())));
        }
        return lines;
    }

    public static VerifierReport verify(List<String> export, List<String> savedHeads, List<Promise> promises) {
        var verifier = new LogVerifier(trust());
        export.forEach(verifier::line);
        savedHeads.forEach(verifier::savedHead);
        return verifier.report(promises);
    }

    public static SequencerConfig config(Optional<Path> witnessFile, Optional<URI> witnessUrl) {
        return config(witnessFile, witnessUrl, 1_000);
    }

    private static SequencerConfig config(Optional<Path> witnessFile, Optional<URI> witnessUrl, int maxLeaves) {
        return new SequencerConfig() {
            @Override
            public Duration interval() {
                return Duration.ofMillis(50);
            }

            @Override
            public Duration takeover() {
                return Duration.ofMillis(100);
            }

            @Override
            public int maxLeaves() {
                return maxLeaves;
            }

            @Override
            public Optional<Path> witnessFile() {
                return witnessFile;
            }

            @Override
            public Optional<URI> witnessUrl() {
                return witnessUrl;
            }

            @Override
            public Duration witnessTimeout() {
                return Duration.ofSeconds(2);
            }
        };
    }

    public static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        stopSequencers();
        await(log.close());
        await(pool.close());
        await(vertx.close());
    }
}
