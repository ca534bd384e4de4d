package dev.sallyport.quickstart.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sends calls as they are given, and keeps every byte that came back.
final class Answers {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, byte[]> kept = new LinkedHashMap<>();
    private final String apiKey;

    Answers(String apiKey) {
        this.apiKey = apiKey;
    }

    /// The status of the answer.
    int send(String method, URI uri, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("X-API-Key", apiKey)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        keep(
                method + " " + uri.getPath() + " headers",
                answer.headers().toString().getBytes(UTF_8));
        keep(method + " " + uri.getPath(), answer.body());
        return answer.statusCode();
    }

    int get(URI uri) throws IOException, InterruptedException {
        return send("GET", uri, "");
    }

    void keep(String what, byte[] bytes) {
        kept.put(kept.size() + " " + what, bytes);
    }

    void keep(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            text.append(each).append('\n');
        }
        keep(thrown.getClass().getSimpleName(), text.toString().getBytes(UTF_8));
    }

    int size() {
        return kept.size();
    }

    /// Each answer that holds a planted secret, and in which forms.
    List<String> leaks() {
        List<String> leaks = new ArrayList<>();
        kept.forEach((what, bytes) -> {
            var found = Planted.leaksIn(bytes);
            if (!found.isEmpty()) {
                leaks.add(what + ": " + found);
            }
        });
        return leaks;
    }
}
