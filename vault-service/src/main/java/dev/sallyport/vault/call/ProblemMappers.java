package dev.sallyport.vault.call;

import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// What fails before or beside [Calls]: no route, another method, another media type of the answer.
class ProblemMappers {

    @ServerExceptionMapper
    Response ofFramework(WebApplicationException fault) {
        var code = switch (fault.getResponse().getStatus()) {
            case 400 -> ProblemCode.INVALID_REQUEST;
            case 401 -> ProblemCode.UNAUTHENTICATED;
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413 -> ProblemCode.BODY_TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            default -> ProblemCode.INTERNAL_ERROR;
        };
        return HttpAnswers.problem(
                new ProblemException(
                        code, code.title(), "framework: " + fault.getResponse().getStatus(), fault),
                RequestId.next());
    }

    @ServerExceptionMapper
    Response ofAnything(Throwable fault) {
        return HttpAnswers.problem(Faults.toProblem(fault), RequestId.next());
    }
}
