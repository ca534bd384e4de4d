package dev.sallyport.service.audit.sequence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The sequencer's pace and its witnesses. Witnesses come from configuration alone; no call can name one.
@ConfigMapping(prefix = "sallyport.sequencer")
public interface SequencerConfig {

    /// Between two looks for new events. A head is signed at each look that finds some.
    @WithDefault("500ms")
    Duration interval();

    /// Between two tries to become the sequencer, and after a failure.
    @WithDefault("500ms")
    Duration takeover();

    /// Leaves in one transaction at most, but always those of a whole batch.
    @WithDefault("5000")
    int maxLeaves();

    /// A file to which every head is appended, one line each; keep it where the database's administrator has no hand.
    Optional<Path> witnessFile();

    /// Where every head is posted with its proof of consistency; the answer may carry a cosignature.
    Optional<URI> witnessUrl();

    /// How long a witness may take.
    @WithDefault("5s")
    Duration witnessTimeout();
}
