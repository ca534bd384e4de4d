package dev.sallyport.vault.call;

import io.smallrye.mutiny.Uni;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/// The one transaction in which a writing call takes effect.
@FunctionalInterface
public interface Commits {
    /// Runs `effect` and keeps its answer for a repeated call, all or nothing.
    Uni<Committed> commit(Function<Mutiny.Session, Uni<Answer>> effect);

    /// What only [Commits#commit] gives out: proof that a writing call went through its one transaction.
    final class Committed {
        private final Rendered rendered;

        Committed(Rendered rendered) {
            this.rendered = rendered;
        }

        Rendered rendered() {
            return rendered;
        }
    }
}
