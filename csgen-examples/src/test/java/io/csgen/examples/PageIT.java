package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.examples.job.Token;
import io.csgen.testing.Needs;
import io.csgen.testing.Tool;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** The live page of the runnable jar in a browser, used as people do: by mouse, by keyboard, on a phone. */
@Needs(Tool.BROWSER)
@Timeout(300)
class PageIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TOKEN = "a token of mine";

    private static Browser browser;
    private static JarProcess shared;

    private final List<JarProcess> servers = new ArrayList<>();
    private URI address;

    @BeforeAll
    static void open() throws IOException {
        shared = serve(0);
        browser = Browser.open();
    }

    @AfterAll
    static void close() {
        browser.close();
        shared.close();
    }

    /** One server does for all tests that leave it alive; each has a run of its own. */
    @BeforeEach
    void startRun() {
        address = shared.remote().address();
        remote().post("/stop");
        assertThat(remote().post("/start").statusCode()).isEqualTo(200);
        browser.resize(1280, 900);
        browser.go(address.resolve("/health")); // no script runs there, which would miss the token of an earlier test
        browser.run("sessionStorage.clear()");
        browser.go(address);
        browser.awaitText("#state-text", "locked");
        browser.complaints();
    }

    private static JarProcess serve(int port) {
        return JarProcess.start(
                Map.of(),
                "--port=" + port,
                "--set=token-as-hash=" + Token.of(TOKEN).hash(),
                "--set=customer-id-max=50000",
                "--set=clicks-per-second=25",
                "--set=shop-journeys=on");
    }

    private JarProcess.Remote serveForThisTest(int port) {
        JarProcess server = serve(port);
        servers.add(server);
        return server.remote();
    }

    @AfterEach
    void endServers() {
        servers.forEach(JarProcess::close);
    }

    private JarProcess.Remote remote() {
        return new JarProcess.Remote(address, TOKEN);
    }

    private void openWithToken() {
        browser.go(address.resolve("#token=" + TOKEN.replace(" ", "%20")));
        browser.awaitText("#state-text", "running");
    }

    private static void photographBoth(String name) throws IOException {
        browser.photograph(name + "-390", 390);
        browser.photograph(name + "-1280", 1280);
        browser.resize(1280, 900);
    }

    @Test
    void aWrongTokenIsToldAndTheRightOneOpensThePage() throws IOException {
        browser.go(address);
        browser.awaitText("#state-text", "locked");
        assertThat(browser.focus()).isEqualTo("token");
        assertThat(browser.find("#dashboard").isDisplayed()).isFalse();

        browser.type("wrong", Keys.ENTER);
        browser.awaitText("#problem", "Wrong token.");
        photographBoth("wrong-token");
        assertThat(browser.find("#dashboard").isDisplayed()).isFalse();

        browser.type(TOKEN, Keys.ENTER);
        browser.awaitText("#state-text", "running");
        assertThat(browser.find("#dashboard").isDisplayed()).isTrue();
        assertThat(browser.find("#problem").isDisplayed()).isFalse();
        assertThat(browser.focus()).isEqualTo("toggle");
    }

    @Test
    void theTokenDoesNotStayInTheAddress() {
        openWithToken();

        assertThat(browser.run("return location.href")).isEqualTo(address.toString());
    }

    @Test
    void whatHappensIsShown() {
        openWithToken();

        await().atMost(LIMIT).until(() -> browser.number("#delivered") > 50);
        browser.awaitCount("#clicks li", 12);
        browser.awaitCount(".lane canvas", 2);
        browser.awaitCount("#top-groups li", 2);
        browser.awaitCount("#top-products li", 8);
        // In one go, as lines come and go.
        assertThat((String) browser.run("return document.querySelector('#clicks li').innerText"))
                .matches("(?s)\\d\\d:\\d\\d:\\d\\d\\s+User \\d+\\s+\\w+ .*");
        assertThat(browser.count("#throughput-chart canvas")).isEqualTo(1);
        assertThat(browser.count("#lag-chart canvas")).isEqualTo(1);
        await().atMost(LIMIT).until(() -> browser.find("#rate").getText().matches("\\d+(\\.\\d+)?"));
        assertThat(browser.find("#target").getText()).isEqualTo("25");
        assertThat(browser.find("#failed").getText()).isEqualTo("0");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void stopAndStartAreAClickEach() throws IOException {
        openWithToken();
        assertThat(browser.find("#toggle").getText()).isEqualTo("Stop");

        browser.click("#toggle");
        browser.awaitText("#state-text", "stopped");
        browser.awaitText("#toggle", "Start");
        assertThat(remote().state()).isEqualTo("stopped");
        browser.awaitText("#rate", "0");
        photographBoth("stopped");
        long seed = remote().count("seed");

        browser.click("#toggle");
        browser.awaitText("#state-text", "running");
        browser.awaitText("#toggle", "Stop");
        assertThat(remote().state()).isEqualTo("running");
        assertThat(remote().count("seed")).isNotEqualTo(seed);
        await().atMost(LIMIT).until(() -> browser.number("#delivered") > 20);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theRateChangesWhileItRuns() {
        openWithToken();

        browser.run("document.getElementById('rate-input').select()");
        browser.click("#rate-input");
        browser.type(Keys.chord(Keys.CONTROL, "a"), "400");
        browser.click("#rate-set");

        browser.awaitText("#target", "400");
        await().atMost(LIMIT).until(() -> browser.find("#rate-note").isDisplayed());
        assertThat(remote().get("/status").body()).contains("\"clicks_per_second\":400}");
        assertThat(browser.run("return document.getElementById('announcer').textContent"))
                .isEqualTo("Rate is 400 clicks per second");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatTheServerRefusesIsTold() {
        openWithToken();
        assertThat(remote().post("/stop").statusCode()).isEqualTo(200);
        browser.awaitText("#state-text", "stopped");
        assertThat(remote().post("/start").statusCode()).isEqualTo(200);
        browser.awaitText("#state-text", "running");

        // As if another page had been faster.
        browser.run("act('start')");

        await().atMost(LIMIT)
                .until(() -> browser.run("return document.getElementById('problem').textContent")
                        .equals("Server already running"));
    }

    @Test
    void aServerThatGoesIsToldOfAndOneThatComesBackIsFollowed() throws Exception {
        address = serveForThisTest(0).address();
        openWithToken();
        await().atMost(LIMIT).until(() -> browser.number("#delivered") > 20);

        assertThat(servers.get(0).terminate()).isZero();
        browser.awaitText("#state-text", "no connection");
        browser.awaitText("#problem", "The server does not answer; trying again.");
        photographBoth("gone");
        assertThat(browser.find("#toggle").getDomAttribute("aria-disabled")).isEqualTo("true");
        browser.click("#toggle");

        assertThat(serveForThisTest(address.getPort()).address()).isEqualTo(address);
        browser.awaitText("#state-text", "running");
        assertThat(browser.find("#problem").isDisplayed()).isFalse();
        long seed = remote().count("seed");
        browser.awaitText("#seed", Long.toString(seed));
    }

    @Test
    void aKeyboardIsEnough() {
        openWithToken();
        browser.run("document.activeElement.blur()");

        browser.pressTab();
        assertThat(browser.focus()).isEqualTo("rate-input");
        browser.type(Keys.chord(Keys.CONTROL, "a"), "60", Keys.ENTER);
        browser.awaitText("#target", "60");
        browser.run("document.getElementById('rate-input').focus()");
        browser.pressTab();
        assertThat(browser.focus()).isEqualTo("rate-set");
        browser.pressTab();
        assertThat(browser.focus()).isEqualTo("toggle");
        browser.type(Keys.ENTER);
        browser.awaitText("#state-text", "stopped");
        assertThat(browser.focus()).isEqualTo("toggle");
        browser.type(Keys.SPACE);
        browser.awaitText("#state-text", "running");
    }

    @Test
    void everyControlHasANameAndEveryPictureAText() {
        openWithToken();

        Object nameless = browser.run("return [...document.querySelectorAll('input,button,a,img,[role=img],section')]"
                + ".filter(e => !(e.labels?.length || e.textContent.trim() || e.hasAttribute('alt')"
                + " || e.hasAttribute('aria-label') || e.hasAttribute('aria-labelledby'))).map(e => e.outerHTML)");

        assertThat((List<?>) nameless).isEmpty();
    }

    @Test
    void everyWidthAndColourSchemeIsFit() throws IOException {
        openWithToken();
        browser.awaitCount(".lane canvas", 2);
        for (String scheme : List.of("light", "dark")) {
            browser.prefer(scheme);
            for (int width : new int[] {360, 390, 768, 1280, 1920}) {
                browser.resize(width, 900);
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(
                                        browser.run("const {scrollWidth, clientWidth} = document.documentElement;"
                                                + " return scrollWidth - clientWidth"))
                                .as("what does not fit into a width of " + width)
                                .isEqualTo(0L));
                browser.photograph("running-" + scheme + "-" + width, width);
            }
            Object ground = browser.run("return getComputedStyle(document.body).backgroundColor");
            assertThat(ground).isEqualTo(scheme.equals("light") ? "rgb(244, 246, 245)" : "rgb(12, 18, 17)");
        }
        assertThat(browser.complaints()).isEmpty();
    }
}
