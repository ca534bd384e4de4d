package dev.sallyport.vault.policy;

import dev.sallyport.vault.call.Call;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// What depends on policies: integrations. Its adapter lives with them.
public interface PolicyUsers {
    /// How many use the policy now, pinned to a version or not.
    Uni<Long> count(Mutiny.Session session, PolicyEntity policy);

    /// Writes the grants of those that follow the current version anew; gives how many there were.
    Uni<Long> superseded(Mutiny.Session session, PolicyEntity policy);

    /// Ids of those that use the policy and the caller may use, at most 200; or the one that is named, whatever its
    /// policy. Refuses one that does not exist for the caller with 404.
    Uni<List<String>> judged(Mutiny.Session session, Call call, PolicyEntity policy, Optional<String> integration);

    /// Takes all of them out of use, because their policy goes: never without a policy where there was one.
    Uni<Void> revokeAll(Mutiny.Session session, Call call, PolicyEntity policy);
}
