package io.csgen.click;

import java.util.List;
import java.util.Map;

/** An object that holds nothing but the URL. */
final class JsonUrlFormat extends LineFormat {
    JsonUrlFormat() {
        super("json-url");
    }

    @Override
    public ClickEncoder encoder(Store store) {
        return new UrlEncoder("{\"" + ClickField.URL + "\":\"", store, "\"}");
    }

    @Override
    public List<ClickField> fields() {
        return List.of(ClickField.URL);
    }

    @Override
    LineParser parser(Store store, List<ClickField> fields) {
        return JsonUrlFormat::parse;
    }

    private static Map<String, String> parse(String line) {
        Map<String, String> fields = FlatJson.parse(line);
        String url = FlatJson.find(fields, ClickField.URL.wireName());
        if (url == null) {
            throw new MalformedLine("have " + ClickField.URL);
        }
        if (fields.containsKey(ClickField.ORDINAL.wireName())) {
            throw new MalformedLine("have no fields but " + ClickField.URL + ", as format json-url of the first line");
        }
        return Map.of(ClickField.URL.wireName(), url);
    }

    @Override
    public List<ClickField> removable() {
        return List.of(ClickField.USER_ID, ClickField.URL);
    }

    @Override
    public int remove(ClickField field, byte[] text, int from, int to) {
        return field == ClickField.USER_ID
                ? super.remove(field, text, from, to)
                : JSON.damage().orElseThrow().remove(field, text, from, to);
    }

    @Override
    public int longestCut(byte[] text, int from, int to) {
        return JSON.damage().orElseThrow().longestCut(text, from, to);
    }

    @Override
    public int breakUp(long random, byte[] text, int from, int to) {
        return JSON.damage().orElseThrow().breakUp(random, text, from, to);
    }
}
