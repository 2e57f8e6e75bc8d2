package io.csgen.lake.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.CreateTable;
import io.trino.sql.tree.CreateView;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The statements in the grammar of Trino, and so of Athena. */
class TrinoSyntaxTest {
    private final SqlParser parser = new SqlParser();

    @ParameterizedTest
    @EnumSource
    void aViewIsOneStatement(LakeView view) {
        assertThat(parser.createStatement(view.sql())).isInstanceOfSatisfying(CreateView.class, statement -> {
            assertThat(statement.getName()).hasToString(view.toString());
            assertThat(statement.isReplace()).isTrue();
        });
    }

    @Test
    void theTableIsOneStatement() {
        assertThat(parser.createStatement(RawEvents.trino("s3://lake", LocalDate.parse("2026-01-05"))))
                .isInstanceOfSatisfying(
                        CreateTable.class, table -> assertThat(table.getName()).hasToString("raw_events"));
    }

    @Test
    void aStatementOfDuckDbAloneIsRefused() {
        assertThatThrownBy(() -> parser.createStatement("SELECT * EXCLUDE (url) FROM events"))
                .isInstanceOf(ParsingException.class);
    }
}
