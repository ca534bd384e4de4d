package dev.sallyport.service.audit.route;

import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.service.audit.read.AuditFilter;
import dev.sallyport.service.audit.read.Reach;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The query parameters of a list, checked.
record AuditQuery(AuditFilter filter, @Nullable Long cursor, int limit) {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    static AuditQuery of(RoutingContext context, Caller caller) {
        Function<String, @Nullable String> parameter = name -> context.request().getParam(name);
        var cursor = parameter.apply("cursor");
        var limit = parameter.apply("limit");
        return new AuditQuery(
                filter(reachOf(caller), parameter),
                cursor == null ? null : cursor(cursor),
                limit == null ? DEFAULT_LIMIT : limit(limit));
    }

    /// The filter that these parameters make.
    static AuditFilter filter(Reach reach, Function<String, @Nullable String> parameter) {
        return new AuditFilter(
                reach,
                Optional.ofNullable(parameter.apply("from"))
                        .map(AuditQuery::moment)
                        .orElse(null),
                Optional.ofNullable(parameter.apply("to"))
                        .map(AuditQuery::moment)
                        .orElse(null),
                Optional.ofNullable(parameter.apply("key_id"))
                        .map(AuditQuery::keyId)
                        .orElse(null),
                Optional.ofNullable(parameter.apply("decision"))
                        .map(AuditQuery::decision)
                        .orElse(null),
                Optional.ofNullable(parameter.apply("integration_id"))
                        .map(IntegrationId::of)
                        .orElse(null));
    }

    /// What the caller may see: the whole log for a platform administrator who names no tenant, and of its tenant's
    /// events for a limited key those of its integrations alone.
    static Reach reachOf(Caller caller) {
        if (caller.tenantId().isEmpty() && caller.may(Scope.ADMIN_TENANTS)) {
            return new Reach.WholeLog();
        }
        return caller.integrations()
                .<Reach>map(integrations -> new Reach.OfIntegrations(caller.tenant(), integrations))
                .orElseGet(() -> new Reach.OfTenant(caller.tenant()));
    }

    static long number(RoutingContext context, String name) {
        var text = context.request().getParam(name);
        if (text == null || !text.matches("[0-9]{1,18}")) {
            throw refused(name + " is a number of leaves.");
        }
        return Long.parseLong(text);
    }

    private static long cursor(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new ProblemException(ProblemCode.INVALID_CURSOR);
        }
        return Long.parseLong(text);
    }

    private static int limit(String text) {
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_LIMIT) {
            throw refused("limit is a number from 1 to 200.");
        }
        return Integer.parseInt(text);
    }

    private static Instant moment(String text) {
        try {
            var moment = Instant.parse(text);
            if (moment.isBefore(Instant.EPOCH) || moment.isAfter(LATEST)) {
                throw refused("from and to lie between 1970 and 9999.");
            }
            return moment;
        } catch (DateTimeException e) {
            throw refused("from and to are RFC 3339 times in UTC.");
        }
    }

    private static String keyId(String text) {
        if (!text.matches("[A-Za-z0-9_.:@|-]{1,160}")) {
            throw refused("key_id is the id of a key or a person.");
        }
        return text;
    }

    private static Decision.Kind decision(String text) {
        return Arrays.stream(Decision.Kind.values())
                .filter(kind -> kind.name().equals(text))
                .findFirst()
                .orElseThrow(() -> refused("decision is ALLOWED, BLOCKED, NEEDS_APPROVAL or REFUSED."));
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(ProblemCode.INVALID_REQUEST, detail, "audit query refused");
    }
}
