package dev.sallyport.proxy.outbound;

import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.operation.OperationReader;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.util.Optional;
import java.util.Set;

/// A body, parsed once.
///
/// @param operation absent where there is none of this name, and so none that could be permitted
record OutboundCall(IntegrationId integration, String operationName, Optional<Operation> operation) {

    private static final Set<String> MEMBERS = Set.of("integration_id", "operation", "payload");

    /// Throws a problem that repeats nothing of the body.
    static OutboundCall parse(byte[] body) {
        JsonObject json;
        try {
            json = StrictJson.parseObject(body);
        } catch (MalformedException e) {
            throw new ProblemException(
                    ProblemCode.INVALID_JSON, "The body is not acceptable JSON.", "json: " + e.getMessage());
        }
        try {
            if (!MEMBERS.containsAll(json.members().keySet())) {
                throw new MalformedException("the body has a member that is not known");
            }
            String name = json.text("operation");
            if (!name.matches("[a-z][a-z0-9_]{0,63}")) {
                throw new MalformedException("operation is not a name");
            }
            return new OutboundCall(
                    IntegrationId.of(json.text("integration_id")),
                    name,
                    OperationReader.read(name, json.object("payload")));
        } catch (InvalidIdException e) {
            throw invalid("integration_id is not an id of an integration");
        } catch (MalformedException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException invalid(String what) {
        return new ProblemException(
                ProblemCode.INVALID_REQUEST, "The call is not well formed: " + what + ".", "call: " + what);
    }
}
