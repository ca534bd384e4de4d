package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the risk report says of a credential: a right that it should not have, a weak password.
 *
 * @param code stable, for programs
 * @param severity {@code info}, {@code low}, {@code medium}, {@code high} or {@code critical}
 * @param fix what to do about it
 */
public record Finding(String code, String severity, String message, String fix) {

    static Finding read(JsonNode json) {
        return new Finding(
                json.path("code").asText(),
                json.path("severity").asText(),
                json.path("message").asText(),
                json.path("fix").asText());
    }
}
