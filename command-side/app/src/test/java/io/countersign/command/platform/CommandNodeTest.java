package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.CommandSide;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class CommandNodeTest {

    @Test
    void eachSaysThatItRunsAndIsGoneAtOnceWhenItStops() {
        try (CommandSide left = CommandSide.on(CommandSide.newDatabase(), "left")) {
            JdbcClient jdbc = left.bean(JdbcClient.class);
            try (CommandSide _ = CommandSide.on(left.jdbcUrl(), "right")) {
                await().untilAsserted(() -> assertThat(nodes(jdbc)).containsExactly("left", "right"));
            }
            assertThat(nodes(jdbc)).containsExactly("left");
        }
    }

    private static List<String> nodes(JdbcClient jdbc) {
        return jdbc.sql("SELECT name FROM event_store.running_node ORDER BY name")
                .query(String.class)
                .list();
    }
}
