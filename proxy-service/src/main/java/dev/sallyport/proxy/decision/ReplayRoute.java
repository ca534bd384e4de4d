package dev.sallyport.proxy.decision;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.policy.PolicyCompiler;
import dev.sallyport.guard.policy.PolicyRefusedException;
import dev.sallyport.proxy.blocking.BlockingPool;
import dev.sallyport.proxy.grant.GrantDirectory;
import dev.sallyport.proxy.guard.PolicyDocument;
import dev.sallyport.proxy.guard.StatementGuard;
import dev.sallyport.proxy.peer.InternalGate;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// `POST /internal/v1/replay`: what a policy would have decided about the statements of the last days.
public final class ReplayRoute {

    private static final int MOST_DAYS = 90;
    private static final int MOST_INTEGRATIONS = 200;

    private final InternalGate gate;
    private final Replay replay;

    public ReplayRoute(
            InternalGate gate,
            DecisionLog log,
            GrantDirectory grants,
            StatementGuard guard,
            BlockingPool blocking,
            Clock clock) {
        this.gate = gate;
        this.replay = new Replay(log, grants, guard, blocking, clock);
    }

    public void register(Router router) {
        router.post("/internal/v1/replay").handler(http -> gate.serve(http, this::answer));
    }

    private Future<Buffer> answer(byte[] body) {
        Replay.Question question = question(body);
        return replay.answer(question).map(answer -> Buffer.buffer(ReplayAnswer.write(question, answer)));
    }

    private static Replay.Question question(byte[] body) {
        try {
            JsonObject json = StrictJson.parseObject(body);
            long days = json.integer("days");
            List<IntegrationId> integrations = integrations(json);
            if (days < 1 || days > MOST_DAYS || integrations.size() > MOST_INTEGRATIONS) {
                throw new MalformedException("days or integrations");
            }
            return new Replay.Question(TenantId.of(json.text("tenant_id")), integrations, (int) days, policy(json));
        } catch (MalformedException | InvalidIdException e) {
            throw new ProblemException(
                    ProblemCode.INVALID_REQUEST, ProblemCode.INVALID_REQUEST.title(), "replay: " + e.getMessage());
        }
    }

    private static List<IntegrationId> integrations(JsonObject json) {
        List<IntegrationId> ids = new ArrayList<>();
        if (json.find("integration_ids") instanceof JsonArray(List<JsonValue> values)) {
            for (JsonValue value : values) {
                if (!(value instanceof JsonString(String id))) {
                    throw new MalformedException("integration_ids");
                }
                ids.add(IntegrationId.of(id));
            }
            return ids;
        }
        throw new MalformedException("integration_ids");
    }

    private static Policy policy(JsonObject json) {
        try {
            return PolicyCompiler.compile(PolicyDocument.text(json.object("policy")), json.integer("policy_version"));
        } catch (PolicyRefusedException e) {
            throw new ProblemException(
                    ProblemCode.POLICY_INVALID,
                    "The policy does not compile: " + e.getMessage(),
                    "replay policy: " + e.pointer());
        }
    }
}
