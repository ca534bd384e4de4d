package dev.sallyport.guard.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Texts made of the corpus: one statement's tokens, with tokens replaced, put in, taken out, and pieces of others.
final class Mutation {

    /// Where the choices come from: a random generator or a fuzzer's bytes.
    interface Choices {

        /// From 0 to below the bound.
        int next(int bound);

        boolean more();
    }

    private static final List<List<String>> STATEMENTS = Stream.concat(
                    Corpus.attacks().stream().map(Corpus.Attack::sql),
                    Corpus.benign().stream().map(Corpus.Benign::sql))
            .filter(sql -> sql.length() < 400)
            .map(Mutation::tokens)
            .toList();

    private static final List<String> TOKENS =
            STATEMENTS.stream().flatMap(List::stream).distinct().toList();

    private static final int MOST_EDITS = 12;
    private static final int LONGEST_PIECE = 8;

    private Mutation() {}

    static String text(Choices choices) {
        List<String> tokens = new ArrayList<>(statement(choices));
        for (int edits = 0; choices.more() && edits < MOST_EDITS; edits++) {
            int at = choices.next(tokens.size() + 1);
            switch (choices.next(4)) {
                case 0 -> tokens.add(at, TOKENS.get(choices.next(TOKENS.size())));
                case 1 -> {
                    if (at < tokens.size()) {
                        tokens.set(at, TOKENS.get(choices.next(TOKENS.size())));
                    }
                }
                case 2 -> {
                    if (at < tokens.size()) {
                        tokens.remove(at);
                    }
                }
                default -> {
                    List<String> other = statement(choices);
                    int from = choices.next(other.size());
                    tokens.addAll(
                            at, other.subList(from, Math.min(other.size(), from + 1 + choices.next(LONGEST_PIECE))));
                }
            }
        }
        return String.join("", tokens);
    }

    private static List<String> statement(Choices choices) {
        return STATEMENTS.get(choices.next(STATEMENTS.size()));
    }

    /// Words, runs of blanks and single other characters.
    private static List<String> tokens(String sql) {
        return List.of(sql.split("(?<=\\W)|(?=\\W)", -1));
    }
}
