package dev.sallyport.guard.replay;

import dev.sallyport.guard.facts.Evidence;
import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.facts.Relation;
import dev.sallyport.guard.facts.Risk;
import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.json.Json;
import dev.sallyport.guard.json.JsonReader;
import dev.sallyport.guard.json.JsonSyntaxException;
import dev.sallyport.guard.json.JsonWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Facts as JSON, to be kept and judged again: names, kinds and parameters' numbers; no text of a
/// statement and no
/// constant.
public final class FactsJson {

    private static final String VERSION = "1";

    private FactsJson() {}

    public static String write(Facts facts) {
        var json = new JsonWriter().beginObject();
        json.member("v", VERSION)
                .member("kind", facts.kind().name())
                .member("risk", facts.risk().name())
                .member("complete", facts.evidence().complete());
        json.name("parameters").beginArray();
        facts.parameters().forEach(json::value);
        json.endArray().name("evidence").beginObject();
        facts.evidence().entries().forEach((topic, entries) -> {
            json.name(topic.name().toLowerCase(Locale.ROOT)).beginArray();
            entries.forEach(entry -> {
                json.beginArray();
                entry.forEach(json::value);
                json.endArray();
            });
            json.endArray();
        });
        return json.endObject().endObject().toString();
    }

    /// Facts of a statement; [Facts#unknown] for what another version of the guard has written.
    public static Facts read(String text, String fingerprint) {
        try {
            return facts(members(JsonReader.read(text)), fingerprint);
        } catch (JsonSyntaxException | IllegalArgumentException e) {
            return Facts.unknown();
        }
    }

    private static Facts facts(Map<String, Json> json, String fingerprint) {
        if (!text(json.get("v")).equals(VERSION)) {
            return Facts.unknown();
        }
        Evidence evidence = new Evidence(
                json.get("complete") instanceof Json.JsonBool(boolean value) && value, entries(json.get("evidence")));
        Set<Relation> relations = new LinkedHashSet<>();
        evidence.of(Topic.RELATION)
                .forEach(name -> relations.add(new Relation(name.get(0), name.get(1), Relation.Access.READ)));
        Set<Integer> parameters = new TreeSet<>();
        items(json.get("parameters")).forEach(item -> parameters.add(number(item)));
        return new Facts(
                StatementKind.valueOf(text(json.get("kind"))),
                relations,
                Set.of(),
                Set.of(),
                parameters,
                List.of(),
                fingerprint,
                Risk.valueOf(text(json.get("risk"))),
                evidence,
                false);
    }

    private static Map<Topic, Set<List<String>>> entries(@Nullable Json json) {
        Map<Topic, Set<List<String>>> entries = new EnumMap<>(Topic.class);
        members(json).forEach((name, all) -> {
            Set<List<String>> entry = new LinkedHashSet<>();
            for (Json item : items(all)) {
                List<String> texts = new ArrayList<>();
                items(item).forEach(part -> texts.add(text(part)));
                entry.add(List.copyOf(texts));
            }
            entries.put(Topic.valueOf(name.toUpperCase(Locale.ROOT)), entry);
        });
        return entries;
    }

    private static Map<String, Json> members(@Nullable Json json) {
        if (json instanceof Json.JsonObject(Map<String, Json> members)) {
            return members;
        }
        throw new IllegalArgumentException("no object");
    }

    private static List<Json> items(@Nullable Json json) {
        if (json instanceof Json.JsonArray(List<Json> items)) {
            return items;
        }
        throw new IllegalArgumentException("no list");
    }

    private static String text(@Nullable Json json) {
        if (json instanceof Json.JsonString(String value)) {
            return value;
        }
        throw new IllegalArgumentException("no text");
    }

    private static int number(Json json) {
        if (json instanceof Json.JsonNumber(String literal)) {
            return Integer.parseInt(literal);
        }
        throw new IllegalArgumentException("no number");
    }
}
