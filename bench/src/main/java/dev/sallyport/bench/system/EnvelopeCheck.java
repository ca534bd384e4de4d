package dev.sallyport.bench.system;

import dev.sallyport.bench.load.Answer;
import dev.sallyport.bench.load.Traffic;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.answer.SentRequest;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import java.util.List;

/// Opens answers with the SDK: a fast wrong answer is a failure.
final class EnvelopeCheck {

    private EnvelopeCheck() {}

    /// Throws where one is not the verified answer to its own request. How many there were.
    static int verify(SallyportClient client, Side side, List<Answer> answers) {
        for (Answer answer : answers) {
            Traffic.Request request = answer.request();
            String text;
            if (side.enveloped()) {
                SentRequest sent =
                        SentRequest.of(request.nonce(), "POST", side.traffic().path(), request.body());
                VerifiedAnswer opened = client.encryption().open(answer.body(), sent);
                text = opened.json().toString();
            } else {
                text = new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
            }
            if (!text.contains("\"customer." + request.row() + "@example.com\"")) {
                throw new IllegalStateException(side.name() + " answered row " + request.row() + " with " + text);
            }
        }
        return answers.size();
    }
}
