package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.TestDatabase;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class RunStepsTest {

    private static final UUID RUN = new UUID(1, 1);

    private final TestDatabase database = TestDatabase.createBare();
    private final DriverManagerDataSource dataSource = new DriverManagerDataSource(database.url());
    private final JdbcClient jdbc = JdbcClient.create(dataSource);

    @BeforeEach
    void aRunWaits() {
        database.tamper("CREATE TABLE run (run_id uuid, state text DEFAULT 'running', failure text,"
                + " finished_at timestamptz, steps int DEFAULT 0)");
        jdbc.sql("INSERT INTO run (run_id) VALUES (?)").param(RUN).update();
    }

    @Test
    void failARunThatTheDatabaseNeverBringsOn() {
        RunSteps<UUID> steps = steps(_ -> endless());
        for (int i = 1; i < RunSteps.PATIENCE; i++) {
            assertThatThrownBy(steps::take).isInstanceOf(DataAccessException.class);
            assertThat(state()).isEqualTo("running");
        }

        assertThat(steps.take()).isTrue();

        assertThat(state()).isEqualTo("failed");
        assertThat(failure()).isEqualTo("The database did not bring a step of it to its end, 10 times in a row.");
        assertThat(steps.take()).as("another's turn").isFalse();
    }

    @Test
    void countOnlyStepsInARow() {
        int[] taken = {0};
        RunSteps<UUID> steps = steps(_ -> {
            if (++taken[0] % RunSteps.PATIENCE != 0) {
                endless();
            }
        });
        for (int i = 1; i < 3 * RunSteps.PATIENCE; i++) {
            if (i % RunSteps.PATIENCE == 0) {
                assertThat(steps.take()).isTrue();
            } else {
                assertThatThrownBy(steps::take).isInstanceOf(DataAccessException.class);
            }
        }
        assertThat(state()).isEqualTo("running");
    }

    @Test
    void countThoseOfEachRunAlone() {
        UUID fine = new UUID(2, 2);
        boolean[] turn = {false};
        RunSteps<UUID> steps = new RunSteps<>(
                jdbc,
                new JdbcTransactionManager(dataSource),
                "run",
                () -> Optional.of((turn[0] = !turn[0]) ? RUN : fine),
                run -> run,
                run -> {
                    if (run.equals(RUN)) {
                        endless();
                    }
                });
        for (int i = 1; i < RunSteps.PATIENCE; i++) {
            assertThatThrownBy(steps::take).isInstanceOf(DataAccessException.class);
            assertThat(steps.take()).isTrue();
        }

        assertThat(steps.take()).isTrue();

        assertThat(state()).isEqualTo("failed");
    }

    @Test
    void doNotCountWhileTheDatabaseIsAway() {
        RunSteps<UUID> steps = steps(_ -> {});
        database.shutOut();
        for (int i = 0; i < 2 * RunSteps.PATIENCE; i++) {
            assertThatThrownBy(steps::take).isInstanceOf(RuntimeException.class);
        }
        database.letIn();

        assertThat(steps.take()).isTrue();
        assertThat(state()).isEqualTo("running");
    }

    @Test
    void sayOfARunThatBreaksNothingThatOnlyTheLogShouldKnow() {
        assertThat(steps(_ -> jdbc.sql("SELECT secret FROM nowhere").query().listOfRows())
                        .take())
                .isTrue();

        assertThat(state()).isEqualTo("failed");
        assertThat(failure()).isEqualTo("Something went wrong; the log of the node says what.");
    }

    @Test
    void failARunThatTakesMoreMemoryOrStackThanThereIs() {
        assertThat(steps(_ -> {
                            throw new StackOverflowError();
                        })
                        .take())
                .isTrue();

        assertThat(state()).isEqualTo("failed");
    }

    @Test
    void leaveARunAloneThatAnotherNodeEndedMeanwhile() {
        steps(_ -> {
                    // Who held it has let go of it when it says that it failed.
                    database.tamper("UPDATE run SET state = 'done'");
                    throw new IllegalStateException();
                })
                .take();

        assertThat(state()).isEqualTo("done");
    }

    private void endless() {
        jdbc.sql("SET LOCAL statement_timeout = '10ms'").update();
        jdbc.sql("SELECT pg_sleep(10)").query(_ -> {});
    }

    private RunSteps<UUID> steps(Consumer<UUID> step) {
        return new RunSteps<>(
                jdbc,
                new JdbcTransactionManager(dataSource),
                "run",
                () -> jdbc.sql("SELECT run_id FROM run WHERE state = 'running'")
                        .query(UUID.class)
                        .optional(),
                run -> run,
                step);
    }

    private String state() {
        return jdbc.sql("SELECT state FROM run").query(String.class).single();
    }

    private String failure() {
        return jdbc.sql("SELECT failure FROM run").query(String.class).single();
    }
}
