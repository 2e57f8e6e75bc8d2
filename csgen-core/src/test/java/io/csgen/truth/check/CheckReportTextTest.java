package io.csgen.truth.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.check.CheckReport.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckReportTextTest {
    private static final Click EXPECTED = MadeByHand.click(0, 1, 1, 1);
    private static final Click CAPTURED =
            new Click(EXPECTED.timestampMillis(), 1, 1, 1, ClickType.GROUP_VIEW, 1, Click.NO_PRODUCT);

    private static final CheckReport CLEAN = new CheckReport(
            Verdict.COMPLETE, 4, 4, 4, Map.of(), 0, Optional.empty(), List.of(), List.of(), List.of(), List.of());

    private static final CheckReport BROKEN = new CheckReport(
            Verdict.BROKEN,
            1_234_567,
            1_000,
            998,
            Map.of(Deviation.MISSING, 1_233_568L, Deviation.ALTERED, 1L, Deviation.OUT_OF_ORDER, 5L),
            3,
            Optional.of(new CheckReport.Sessions(10, 9, 1, 2, 0, List.of("split: 0000000000000001"))),
            List.of(new Finding(
                    Deviation.ALTERED,
                    "out.json:17",
                    EXPECTED.id(),
                    Optional.of(EXPECTED),
                    Optional.of(CAPTURED),
                    List.of(new Finding.Difference("product_id", "7", "")))),
            List.of("Some things."),
            List.of(),
            List.of("the run was stopped"));

    @Test
    void aTableTellsTheVerdictAndTheCounts() {
        assertThat(CheckReportText.table(CLEAN)).isEqualTo("""
                verdict        complete
                expected                     4
                captured                     4
                found                        4
                missing                      0
                duplicated                   0
                altered                      0
                foreign                      0
                malformed                    0
                out of order                 0
                """);
    }

    @Test
    void aTableTellsAllThatIsWrong() {
        assertThat(CheckReportText.table(BROKEN)).isEqualTo("""
                verdict        broken
                never made     the run was stopped
                expected             1,234,567
                captured                 1,000
                found                      998
                missing              1,233,568
                duplicated                   0
                altered                      1
                foreign                      0
                malformed                    0
                out of order                 5
                  in session                 3
                sessions                    10
                  found                      9
                  split                      1
                  merged                     2
                  overlapping                0
                First altered:
                  0000000000000001-1 at out.json:17: product_id must be 7: ""
                First sessions:
                  split: 0000000000000001
                Not seen by this check:
                  Some things.
                """.replace("0000000000000001-1", EXPECTED.id()));
    }

    @Test
    void jsonHoldsTheSame() throws IOException {
        JsonNode json = new ObjectMapper().readTree(CheckReportText.json(BROKEN));

        assertThat(json.path("verdict").textValue()).isEqualTo("broken");
        assertThat(json.path("expected").longValue()).isEqualTo(1_234_567);
        assertThat(json.path("missing").longValue()).isEqualTo(1_233_568);
        assertThat(json.path("foreign").longValue()).isZero();
        assertThat(json.path("out_of_order_in_session").longValue()).isEqualTo(3);
        assertThat(json.path("sessions").path("examples").path(0).textValue()).isEqualTo("split: 0000000000000001");
        JsonNode finding = json.path("findings").path(0);
        assertThat(finding.path("deviation").textValue()).isEqualTo("altered");
        assertThat(finding.path("place").textValue()).isEqualTo("out.json:17");
        assertThat(finding.path("expected").path("product_id").longValue()).isEqualTo(7);
        assertThat(finding.path("captured").path("product_id").isNull()).isTrue();
        assertThat(finding.path("captured").path("timestamp").textValue()).isEqualTo("2026-01-05T00:00:00Z");
        assertThat(finding.path("differences").toString())
                .isEqualTo("[{\"field\":\"product_id\",\"expected\":\"7\",\"captured\":\"\"}]");
        assertThat(json.path("limits").path(0).textValue()).isEqualTo("Some things.");
        assertThat(json.path("shortfalls").path(0).textValue()).isEqualTo("the run was stopped");
    }

    @Test
    void whatIsNotKnownIsNullInJson() throws IOException {
        JsonNode json = new ObjectMapper().readTree(CheckReportText.json(CLEAN));

        assertThat(json.path("sessions").isNull()).isTrue();
        assertThat(json.path("findings").isEmpty()).isTrue();
        assertThat(CheckReportText.json(CLEAN)).endsWith("}\n");
    }
}
