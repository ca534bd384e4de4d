package dev.sallyport.proxy.openapi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The OpenAPI document of whatever public routes stand on a router, served at `/q/openapi` and `/openapi.json`.
/// Source: OpenAPI Specification 3.1.
public final class ApiDocument {
    private static final String PUBLIC = "/api/";
    private static final String JSON = "application/json";

    private final Router router;
    private @Nullable Buffer written;

    private ApiDocument(Router router) {
        this.router = router;
    }

    /// Serves the document of this router, as it is when somebody first asks.
    public static void register(Router router) {
        var document = new ApiDocument(router);
        router.get("/q/openapi").handler(document::serve);
        router.get("/openapi.json").handler(document::serve);
    }

    private synchronized void serve(RoutingContext http) {
        if (written == null) {
            written = of(router.getRoutes()).toBuffer();
        }
        http.response().putHeader("Content-Type", JSON).end(written);
    }

    /// The document of these routes.
    static JsonObject of(List<Route> routes) {
        var paths = new JsonObject();
        for (Route route : routes) {
            if (route.getPath() == null || !route.getPath().startsWith(PUBLIC) || route.methods() == null) {
                continue;
            }
            var path = route.getPath().replaceAll(":([a-z_]+)", "{$1}");
            for (var method : route.methods()) {
                if (!paths.containsKey(path)) {
                    paths.put(path, new JsonObject());
                }
                paths.getJsonObject(path)
                        .put(
                                method.name().toLowerCase(Locale.ROOT),
                                operation(path, ApiTable.ENTRIES.get(method.name() + " " + path)));
            }
        }
        return new JsonObject()
                .put("openapi", "3.1.0")
                .put("info", new JsonObject().put("title", "Sallyport proxy").put("version", "2"))
                .put(
                        "security",
                        new JsonArray()
                                .add(new JsonObject().put("api_key", new JsonArray()))
                                .add(new JsonObject().put("bearer", new JsonArray())))
                .put("paths", paths)
                .put("components", components());
    }

    private static JsonObject operation(String path, @Nullable ApiEntry entry) {
        var operation = new JsonObject();
        var parameters = new JsonArray();
        for (String part : path.split("/")) {
            if (part.startsWith("{")) {
                parameters.add(parameter(part.substring(1, part.length() - 1) + "!:string", "path"));
            }
        }
        if (entry == null) {
            return operation.put("parameters", parameters).put("responses", responses(new JsonObject()));
        }
        entry.query().forEach(field -> parameters.add(parameter(field, "query")));
        if (!entry.body().isEmpty()) {
            parameters.add(parameter("Idempotency-Key:string", "header"));
            operation.put(
                    "requestBody",
                    new JsonObject()
                            .put("content", content(JSON, object(entry.body()).put("additionalProperties", false))));
        }
        if (entry.sealed()) {
            parameters.add(parameter("X-Request-Nonce!:string", "header"));
        }
        return operation
                .put("summary", entry.summary())
                .put("description", "Needs the scope `" + entry.scope() + "`.")
                .put("parameters", parameters)
                .put("responses", responses(object(entry.answer())));
    }

    private static JsonObject responses(JsonObject answer) {
        return new JsonObject()
                .put("200", new JsonObject().put("description", "Done").put("content", content(JSON, answer)))
                .put(
                        "default",
                        new JsonObject()
                                .put("description", "A problem; see docs/errors.md")
                                .put(
                                        "content",
                                        content(
                                                "application/problem+json",
                                                new JsonObject().put("$ref", "#/components/schemas/Problem"))));
    }

    private static JsonObject components() {
        var problem = object(List.of(
                "type!:string",
                "title!:string",
                "status!:integer",
                "detail!:string",
                "instance:string",
                "success!:boolean",
                "error!:object",
                "meta!:object"));
        return new JsonObject()
                .put("schemas", new JsonObject().put("Problem", problem))
                .put(
                        "securitySchemes",
                        new JsonObject()
                                .put(
                                        "api_key",
                                        new JsonObject()
                                                .put("type", "apiKey")
                                                .put("in", "header")
                                                .put("name", "X-API-Key"))
                                .put(
                                        "bearer",
                                        new JsonObject().put("type", "http").put("scheme", "bearer")));
    }

    private static JsonObject object(List<String> fields) {
        var properties = new JsonObject();
        var required = new JsonArray();
        for (String field : fields) {
            properties.put(name(field), new JsonObject().put("type", type(field)));
            if (isRequired(field)) {
                required.add(name(field));
            }
        }
        var schema = new JsonObject().put("type", "object").put("properties", properties);
        return required.isEmpty() ? schema : schema.put("required", required);
    }

    private static JsonObject parameter(String field, String in) {
        return new JsonObject()
                .put("name", name(field))
                .put("in", in)
                .put("required", isRequired(field))
                .put("schema", new JsonObject().put("type", type(field)));
    }

    private static JsonObject content(String type, JsonObject schema) {
        return new JsonObject().put(type, new JsonObject().put("schema", schema));
    }

    private static boolean isRequired(String field) {
        return field.contains("!:");
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(isRequired(field) ? '!' : ':'));
    }

    private static String type(String field) {
        return field.substring(field.indexOf(':') + 1);
    }
}
