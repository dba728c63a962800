package io.countersign.verification.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * While nodes are replaced one by one, those of the version before work on the schema of the new one. So a migration adds;
 * what it replaces goes one version later, when nobody uses it any more.
 */
class RollingUpgradeTest {

    /** The newest script of each schema that all nodes that run anywhere know. */
    private static final Map<String, Integer> KNOWN_TO_ALL =
            Map.of("db/event-store", 4, "db/audit", 9, "db/read-model", 8);

    private static final Pattern VERSION = Pattern.compile("V(\\d+)__.*\\.sql");
    private static final Pattern COMMENT = Pattern.compile("--.*|(?s:/\\*.*?\\*/)");

    /** What nodes of the version before trip over. */
    private static final List<Pattern> BREAKING = Stream.of(
                    "DROP\\s+(TABLE|COLUMN|SCHEMA|VIEW|FUNCTION|SEQUENCE|TYPE)",
                    "\\bRENAME\\b",
                    "ALTER\\s+(COLUMN\\s+)?\\w+\\s+(SET\\s+NOT\\s+NULL|(SET\\s+DATA\\s+)?TYPE|DROP\\s+DEFAULT)",
                    "ADD\\s+(COLUMN\\s+)?(?!CONSTRAINT)\\w+[^,;]*\\bNOT\\s+NULL\\b(?![^,;]*\\b(DEFAULT|GENERATED)\\b)"
                            + "(?<!\\b(DEFAULT|GENERATED)\\b[^,;]{0,200})",
                    "ADD\\s+CONSTRAINT",
                    "CREATE\\s+UNIQUE\\s+INDEX",
                    "\\bREVOKE\\b",
                    "\\bTRUNCATE\\s+(TABLE\\s+)?\\w+\\.")
            .map(rule -> Pattern.compile(rule, Pattern.CASE_INSENSITIVE))
            .toList();

    @Test
    void migrationsLeaveToNodesOfTheVersionBeforeWhatTheyUse() throws IOException {
        for (Map.Entry<String, Integer> schema : KNOWN_TO_ALL.entrySet()) {
            Resource[] scripts = new PathMatchingResourcePatternResolver()
                    .getResources("classpath*:" + schema.getKey() + "/V*__*.sql");
            assertThat(scripts).as(schema.getKey()).hasSizeGreaterThanOrEqualTo(schema.getValue());
            for (Resource script : scripts) {
                if (version(script) > schema.getValue()) {
                    assertThat(breaking(script.getContentAsString(StandardCharsets.UTF_8)))
                            .as(schema.getKey() + "/" + script.getFilename())
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE read_model.mention;",
                "ALTER TABLE a.b DROP COLUMN c;",
                "ALTER TABLE a.b RENAME COLUMN c TO d;",
                "ALTER TABLE a.b RENAME TO c;",
                "ALTER TABLE a.b ALTER COLUMN c SET NOT NULL;",
                "ALTER TABLE a.b ALTER c TYPE bigint;",
                "ALTER TABLE a.b ADD COLUMN c text NOT NULL;",
                "ALTER TABLE a.b ADD c text NOT NULL, ADD d text NOT NULL DEFAULT '';",
                "ALTER TABLE a.b ADD CONSTRAINT c CHECK (d > 0);",
                "CREATE UNIQUE INDEX a ON b.c (d);",
                "REVOKE SELECT ON a.b FROM c;",
                "TRUNCATE read_model.mention;"
            })
    void whatNodesOfTheVersionBeforeWouldTripOverIsFound(String sql) {
        assertThat(breaking(sql)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE a.b (c text NOT NULL, CONSTRAINT d UNIQUE (c));",
                "ALTER TABLE a.b ADD COLUMN c text;",
                "ALTER TABLE a.b ADD COLUMN c text NOT NULL DEFAULT '';",
                "ALTER TABLE a.b ADD COLUMN c text DEFAULT '' NOT NULL;",
                "ALTER TABLE a.b ADD COLUMN c bytea NOT NULL GENERATED ALWAYS AS (sha256(d)) STORED;",
                "CREATE INDEX a ON b.c (d);",
                "-- DROP TABLE would be wrong here.\nCREATE TABLE a.b (c text);",
                "CREATE TRIGGER t BEFORE UPDATE OR DELETE OR TRUNCATE ON a.b FOR EACH STATEMENT EXECUTE FUNCTION a.c();"
            })
    void whatOnlyAddsIsNotFound(String sql) {
        assertThat(breaking(sql)).isEmpty();
    }

    private static List<String> breaking(String sql) {
        String statements = COMMENT.matcher(sql).replaceAll("");
        return BREAKING.stream()
                .map(rule -> rule.matcher(statements))
                .filter(Matcher::find)
                .map(Matcher::group)
                .toList();
    }

    private static int version(Resource script) {
        Matcher name = VERSION.matcher(String.valueOf(script.getFilename()));
        assertThat(name.matches()).as("%s", script).isTrue();
        return Integer.parseInt(name.group(1));
    }
}
