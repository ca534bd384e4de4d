package dev.sallyport.vault.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/// Puts bodies, the problem document and the ways to authenticate into the document.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class BodiesFilter implements OASFilter {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String ALIAS = "/api/v2/proxy/integrations";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.setComponents(OASFactory.createComponents()
                .addSecurityScheme(
                        "api_key",
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.HEADER)
                                .name("X-API-Key"))
                .addSecurityScheme(
                        "bearer",
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer"))
                .addSchema("Problem", problem()));
        document.addSecurityRequirement(
                OASFactory.createSecurityRequirement().addScheme("api_key").addScheme("bearer"));
        document.getPaths()
                .getPathItems()
                .forEach((path, item) ->
                        item.getOperations().forEach((method, operation) -> describe(name(method, path), operation)));
    }

    private static void describe(String name, Operation operation) {
        var request = Fields.REQUESTS.get(name);
        operation.setRequestBody(
                request == null
                        ? null
                        : OASFactory.createRequestBody()
                                .content(OASFactory.createContent()
                                        .addMediaType(
                                                JSON, media(object(request).additionalPropertiesBoolean(false)))));
        operation.setResponses(OASFactory.createAPIResponses()
                .addAPIResponse("2XX", answer(Fields.ANSWERS.get(name)))
                .addAPIResponse(
                        "default",
                        OASFactory.createAPIResponse()
                                .description("A problem; see docs/errors.md")
                                .content(OASFactory.createContent()
                                        .addMediaType(
                                                PROBLEM,
                                                media(OASFactory.createSchema()
                                                        .ref("#/components/schemas/Problem"))))));
    }

    private static APIResponse answer(@org.jspecify.annotations.Nullable List<String> data) {
        var body = object(List.of("success!:boolean"))
                .addProperty(
                        "data",
                        data == null ? OASFactory.createSchema().description("by the kind of call") : object(data))
                .addProperty(
                        "meta", object(List.of("request_id!:string", "audit_event_id!:string", "next_cursor:string")));
        return OASFactory.createAPIResponse()
                .description("Done")
                .content(OASFactory.createContent().addMediaType(JSON, media(body)));
    }

    private static Schema problem() {
        return object(List.of(
                        "type!:string",
                        "title!:string",
                        "status!:integer",
                        "detail!:string",
                        "instance:string",
                        "success!:boolean"))
                .addProperty(
                        "error", object(List.of("code!:string", "message!:string", "details:object", "fix!:string")))
                .addProperty("meta", object(List.of("request_id!:string", "audit_event_id:string")));
    }

    private static Schema object(List<String> fields) {
        var schema = OASFactory.createSchema().addType(SchemaType.OBJECT);
        for (String field : fields) {
            var parts = field.split(":", 2);
            boolean required = parts[0].endsWith("!");
            var name = required ? parts[0].substring(0, parts[0].length() - 1) : parts[0];
            schema.addProperty(name, typed(parts[1]));
            if (required) {
                schema.addRequired(name);
            }
        }
        return schema;
    }

    private static Schema typed(String type) {
        return switch (type) {
            case "array" -> array(SchemaType.STRING);
            case "objects" -> array(SchemaType.OBJECT);
            default -> OASFactory.createSchema().addType(SchemaType.valueOf(type.toUpperCase(java.util.Locale.ROOT)));
        };
    }

    private static Schema array(SchemaType of) {
        return OASFactory.createSchema()
                .addType(SchemaType.ARRAY)
                .items(OASFactory.createSchema().addType(of));
    }

    private static MediaType media(Schema schema) {
        return OASFactory.createMediaType().schema(schema);
    }

    private static String name(PathItem.HttpMethod method, String path) {
        var named = path.startsWith(ALIAS) ? "/api/v2/integrations" + path.substring(ALIAS.length()) : path;
        return method + " " + named;
    }
}
