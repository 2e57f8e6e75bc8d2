package io.csgen.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.examples.http.HttpFrontDoor;
import io.csgen.examples.job.Token;
import io.csgen.examples.testing.GatedSink;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds what the server says of itself against what it does. */
@Timeout(60)
class OpenApiTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TOKEN = "t0ken";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ShopModel MODEL = ShopModel.classic()
            .with("customer-id-max", "50000")
            .with("session-timeout", "1s")
            .with("clicks-per-second", "2000");

    private final HttpClient client = HttpClient.newHttpClient();
    private StoreServer store;
    private HttpFrontDoor door;
    private JsonNode document;

    @BeforeEach
    void open() throws Exception {
        store = new StoreServer(
                () -> ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z"))
                        .startingWarm(),
                GatedSink::new,
                Optional.empty(),
                LIMIT,
                LIMIT);
        door = HttpFrontDoor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new StoreSite(store, MODEL, "gated", Token.of(TOKEN)));
        document = JSON.readTree(send("GET", "/openapi.json", "").body());
    }

    @AfterEach
    void close() {
        store.close();
        door.close();
    }

    private HttpRequest.Builder to(String path, String token) {
        return HttpRequest.newBuilder(URI.create(door.address()).resolve(path))
                .header("Authorization", "Bearer " + token)
                .timeout(LIMIT);
    }

    private HttpResponse<String> send(String method, String path, String token) throws Exception {
        return client.send(
                to(path, token).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private JsonNode operation(String method, String path) {
        return document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
    }

    @Test
    void theDocumentAndTheListOfEndpointsNameTheSame() throws Exception {
        Map<String, Set<String>> documented = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> documented
                                .computeIfAbsent(path.getKey(), any -> new TreeSet<>())
                                .add(method.toUpperCase(Locale.ROOT))));
        Map<String, Set<String>> listed = new TreeMap<>();
        for (JsonNode endpoint : JSON.readTree(send("GET", "/info", "").body()).path("endpoints")) {
            Set<String> methods = new TreeSet<>();
            endpoint.path("methods").forEach(method -> methods.add(method.textValue()));
            methods.remove("HEAD"); // goes without saying where GET is
            listed.put(endpoint.path("path").textValue(), methods);
            for (String method : methods) {
                boolean guarded = !operation(method, endpoint.path("path").textValue())
                        .path("security")
                        .isEmpty();
                assertThat(endpoint.path("access").textValue()).isEqualTo(guarded ? "token" : "open");
            }
        }

        assertThat(listed).isEqualTo(documented).isNotEmpty();
    }

    @Test
    void whatNeedsATokenIsRefusedWithoutAsDocumented() throws Exception {
        int guarded = 0;
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (!method.getValue().path("security").isEmpty()) {
                    assertDocumented(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), "wrong", 401);
                    guarded++;
                }
            }
        }
        assertThat(guarded).isGreaterThan(6);
    }

    @Test
    void whatIsOpenIsAnsweredAsDocumented() throws Exception {
        for (String path : List.of("/", "/health", "/info", "/openapi.json", "/metrics")) {
            assertDocumented("GET", path, "", 200);
        }
        assertDocumented("POST", "/info", "", 200);
    }

    @Test
    void commandsAreAnsweredAsDocumented() throws Exception {
        assertDocumented("GET", "/status", TOKEN, 200);
        assertDocumented("POST", "/stop", TOKEN, 409);
        assertRate(409);
        assertDocumented("POST", "/start", TOKEN, 200);
        assertDocumented("GET", "/start", TOKEN, 409);
        await().until(() -> store.watch().seen() > 50);
        assertDocumented("POST", "/status", TOKEN, 200);
        assertDocumented("GET", "/model", TOKEN, 200);
        assertDocumented("PUT", "/rate", TOKEN, 400);
        assertRate(200);
        assertDocumented("GET", "/stop", TOKEN, 200);
        assertDocumented("GET", "/status", TOKEN, 200);
    }

    @Test
    void tooManyWrongTokensAreAnsweredAsDocumented() throws Exception {
        for (int i = 0; i < TokenGate.BURST; i++) {
            send("GET", "/status", "wrong");
        }
        await().untilAsserted(() -> assertDocumented("GET", "/status", "wrong", 429));
    }

    @Test
    void eventsAreAsDocumented() throws Exception {
        send("POST", "/start", TOKEN);
        await().until(() -> store.watch().seen() > 50);
        var response = client.send(to("/events", TOKEN).build(), BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String name : List.of("past", "news", "news")) {
                assertThat(lines.readLine()).isEqualTo("event: " + name);
                String data = lines.readLine();
                assertThat(data).startsWith("data: ");
                JsonNode news = JSON.readTree(data.substring("data: ".length()));
                assertThat(problems(schema("News"), news, "News")).isEmpty();
                assertThat(news.path("clicks")).isNotEmpty();
                assertThat(news.path("top_groups")).hasSize(2);
                assertThat(lines.readLine()).isEmpty();
            }
        }
    }

    private void assertRate(int status) throws Exception {
        String example = operation("PUT", "/rate")
                .at("/requestBody/content/text~1plain/example")
                .textValue();
        HttpRequest request =
                to("/rate", TOKEN).PUT(BodyPublishers.ofString(example)).build();
        assertDocumented("PUT", "/rate", status, client.send(request, BodyHandlers.ofString()));
    }

    private void assertDocumented(String method, String path, String token, int status) throws Exception {
        assertDocumented(method, path, status, send(method, path, token));
    }

    private void assertDocumented(String method, String path, int status, HttpResponse<String> response)
            throws Exception {
        String what = method + " " + path + ": " + response.body();
        assertThat(response.statusCode()).as(what).isEqualTo(status);
        JsonNode documented = resolve(operation(method, path).path("responses").path(Integer.toString(status)));
        String type =
                response.headers().firstValue("Content-Type").orElseThrow().replaceFirst(";.*", "");
        assertThat(documented.path("content").has(type)).as(what).isTrue();
        if (type.equals("application/json")) {
            JsonNode schema = documented.path("content").path(type).path("schema");
            assertThat(problems(schema, JSON.readTree(response.body()), path)).isEmpty();
        }
    }

    private JsonNode schema(String name) {
        JsonNode schema = document.path("components").path("schemas").path(name);
        assertThat(schema.isObject()).as(name).isTrue();
        return schema;
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode found =
                node.has("$ref") ? document.at(node.path("$ref").textValue().substring(1)) : node;
        assertThat(found.isObject()).as(node.toString()).isTrue();
        return found;
    }

    /** Compares a value with a schema, as far as schemas are used here. */
    private List<String> problems(JsonNode reference, JsonNode value, String place) throws IOException {
        JsonNode schema = resolve(reference);
        List<String> problems = new ArrayList<>();
        Set<String> types = new TreeSet<>();
        schema.path("type").forEach(type -> types.add(type.textValue()));
        if (schema.path("type").isTextual()) {
            types.add(schema.path("type").textValue());
        }
        String type = value.isObject()
                ? "object"
                : value.isArray()
                        ? "array"
                        : value.isTextual()
                                ? "string"
                                : value.isNull() ? "null" : value.isIntegralNumber() ? "integer" : "number";
        if (!types.contains(type) && !(type.equals("integer") && types.contains("number"))) {
            problems.add(place + " is of type " + type + " and not " + types);
        }
        if (schema.has("enum")
                && !JSON.convertValue(schema.path("enum"), List.class).contains(value.textValue())) {
            problems.add(place + " is none of " + schema.path("enum"));
        }
        if (schema.has("pattern")
                && !value.textValue().matches(schema.path("pattern").textValue())) {
            problems.add(place + " does not match");
        }
        if (schema.has("minimum") && value.longValue() < schema.path("minimum").longValue()) {
            problems.add(place + " is too small");
        }
        schema.path("required").forEach(name -> {
            if (!value.has(name.textValue())) {
                problems.add(place + " must have " + name);
            }
        });
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode member = schema.path("properties").path(field.getKey());
            if (member.isObject()) {
                problems.addAll(problems(member, field.getValue(), place + "." + field.getKey()));
            } else if (schema.path("additionalProperties").isObject()) {
                problems.addAll(
                        problems(schema.path("additionalProperties"), field.getValue(), place + "." + field.getKey()));
            } else if (schema.has("additionalProperties")) {
                problems.add(place + " must not have " + field.getKey());
            }
        }
        if (value.isArray()) {
            for (JsonNode item : value) {
                problems.addAll(problems(schema.path("items"), item, place + "[]"));
            }
        }
        return problems;
    }
}
