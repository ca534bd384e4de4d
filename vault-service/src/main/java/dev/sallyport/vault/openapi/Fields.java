package dev.sallyport.vault.openapi;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Members of request bodies and of `data` in answers, by `METHOD path`. In the short form `name!:type`, where `!`
/// marks what must be there and a type is string, integer, boolean, object, array (of strings) or objects (an array of
/// them).
final class Fields {
    private static final List<String> POLICY_CHANGE =
            List.of("name:string", "document:object", "restore_version:integer", "expected_version:integer");
    private static final List<String> INTEGRATION_CHANGE = List.of(
            "name:string",
            "credential_id:string",
            "allowed_operations:array",
            "policy:object",
            "policy_id:string",
            "policy_version:integer",
            "tokenization:object",
            "sql_text_opt_in:boolean",
            "limits:object",
            "read_replica_credential_id:string");
    private static final List<String> SESSION = List.of(
            "access_token!:string",
            "token_type!:string",
            "expires_in!:integer",
            "refresh_token!:string",
            "person_id!:string",
            "role!:string",
            "tenant_id:string");
    private static final List<String> RECEIPT =
            List.of("credential_id!:string", "version!:integer", "credential_type!:string", "risk_report:object");
    private static final List<String> AUTHORITY = List.of(
            "certificate_authority_id!:string",
            "name!:string",
            "sha256!:string",
            "certificates!:objects",
            "expires_at!:string",
            "created_at!:string",
            "created_by!:string");
    private static final List<String> PERSON = List.of(
            "person_id!:string",
            "email!:string",
            "role!:string",
            "state!:string",
            "platform_admin!:boolean",
            "created_at!:string",
            "created_by:string",
            "changed_at:string");

    static final Map<String, List<String>> REQUESTS = Map.ofEntries(
            entry("POST /api/v2/tenants", List.of("name!:string", "kms_key_ref:string")),
            entry(
                    "POST /api/v2/vault/seal",
                    List.of(
                            "name!:string",
                            "credential_type!:string",
                            "values:object",
                            "plaintext:object",
                            "ttl_days:integer",
                            "metadata:object")),
            entry("POST /api/v2/vault/rotate/{credential_id}", List.of("values:object", "plaintext:object")),
            entry("POST /api/v2/certificate-authorities", List.of("name!:string", "pem!:string")),
            entry(
                    "POST /api/v2/integrations",
                    List.of(
                            "name!:string",
                            "system_type!:string",
                            "credential_id!:string",
                            "allowed_operations!:array",
                            "policy:object",
                            "policy_id:string",
                            "policy_version:integer",
                            "tokenization:object",
                            "sql_text_opt_in:boolean",
                            "limits:object",
                            "read_replica_credential_id:string")),
            entry("PATCH /api/v2/integrations/{integration_id}", INTEGRATION_CHANGE),
            entry("POST /api/v2/policies", List.of("name!:string", "document!:object")),
            entry("PATCH /api/v2/policies/{policy_id}", POLICY_CHANGE),
            entry("PUT /api/v2/policies/{policy_id}", POLICY_CHANGE),
            entry(
                    "POST /api/v2/policies/{policy_id}/replay",
                    List.of("version:integer", "document:object", "days!:integer", "integration_id:string")),
            entry(
                    "POST /api/v2/security/api-keys",
                    List.of(
                            "name!:string",
                            "scopes!:array",
                            "integrations:array",
                            "operations:array",
                            "allowed_ips:array",
                            "expires_at:string",
                            "kem_public_key!:string",
                            "environment:string")),
            entry("POST /api/v2/security/api-keys/{key_id}/rotate", List.of("overlap_seconds:integer")),
            entry(
                    "POST /api/v2/security/emergency-lockdown",
                    List.of("reason:string", "lift:boolean", "integration_id:string", "api_key_id:string")),
            entry("POST /api/v2/security/integrations/{integration_id}/revoke", List.of("reason:string")),
            entry("POST /api/v2/security/people", List.of("email!:string", "role!:string", "password!:string")),
            entry("PATCH /api/v2/security/people/{person_id}", List.of("role:string", "state:string")),
            entry("POST /api/v2/security/people/{person_id}/password", List.of("password!:string")),
            entry("POST /api/v2/auth/login", List.of("email!:string", "password!:string")),
            entry("POST /api/v2/auth/refresh", List.of("refresh_token!:string")),
            entry("POST /api/v2/auth/logout", List.of("refresh_token!:string")),
            entry("POST /api/v2/auth/password", List.of("current_password!:string", "new_password!:string")));

    static final Map<String, List<String>> ANSWERS = Map.ofEntries(
            entry("POST /api/v2/vault/seal", RECEIPT),
            entry("POST /api/v2/vault/rotate/{credential_id}", RECEIPT),
            entry("POST /api/v2/certificate-authorities", AUTHORITY),
            entry(
                    "GET /api/v2/certificate-authorities/{certificate_authority_id}",
                    with(AUTHORITY, "pem!:string", "credentials!:integer")),
            entry(
                    "DELETE /api/v2/certificate-authorities/{certificate_authority_id}",
                    List.of("certificate_authority_id!:string", "deleted!:boolean")),
            entry("POST /api/v2/auth/login", SESSION),
            entry("POST /api/v2/auth/refresh", SESSION),
            entry("POST /api/v2/security/people", PERSON),
            entry("GET /api/v2/security/people/{person_id}", PERSON),
            entry("PATCH /api/v2/security/people/{person_id}", PERSON));

    private Fields() {}

    private static List<String> with(List<String> fields, String... more) {
        return Stream.concat(fields.stream(), Stream.of(more)).toList();
    }
}
