package dev.sallyport.vault.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Commits;
import dev.sallyport.vault.call.Commits.Committed;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.proxylink.ProxyLink;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/// Asks a proxy what a policy would have decided about the statements of the last days. Changes nothing.
@ApplicationScoped
class Replays {
    private final Database database;
    private final PolicyStore store;
    private final PolicyUsers users;
    private final ProxyLink proxy;

    Replays(Database database, PolicyStore store, PolicyUsers users, ProxyLink proxy) {
        this.database = database;
        this.store = store;
        this.users = users;
        this.proxy = proxy;
    }

    /// @param version 0 for a document that is not kept
    private record Question(int version, JsonNode document, List<String> integrations) {}

    Uni<Committed> run(Call call, Commits commits, String id, ReplayRequest request) {
        return database.read(session -> store.require(session, call.tenant(), id)
                        .chain(policy -> users.judged(session, call, policy, request.integration())
                                .chain(integrations -> request.document().isPresent()
                                        ? Uni.createFrom()
                                                .item(new Question(
                                                        0, request.document().get(), integrations))
                                        : store.find(
                                                        session,
                                                        policy.policyId,
                                                        request.version().orElse(policy.version))
                                                .map(version -> new Question(
                                                        version.version, Json.read(version.document), integrations)))))
                .chain(question -> proxy.replay(
                                call.tenant(),
                                question.integrations(),
                                request.days(),
                                question.document(),
                                question.version())
                        .map(answer -> answer(id, question, answer)))
                .chain(answer -> commits.commit(_ -> Uni.createFrom().item(Answer.ok(answer))));
    }

    private static ObjectNode answer(String id, Question question, JsonNode fromProxy) {
        var json = Json.object().put("policy_id", id);
        json.put(
                "version",
                Optional.of(question.version()).filter(version -> version > 0).orElse(null));
        for (String name : List.of(
                "days",
                "integrations",
                "statements",
                "calls",
                "unchanged",
                "changed",
                "unknown",
                "complete",
                "changes")) {
            json.set(name, fromProxy.path(name));
        }
        return json;
    }
}
