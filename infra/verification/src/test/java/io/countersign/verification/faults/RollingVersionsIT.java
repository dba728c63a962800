package io.countersign.verification.faults;

import io.countersign.verification.faults.Cluster.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of two versions on one database while one takes the place of the other, and people at work on both. */
@Tag("faults")
@EnabledIfSystemProperty(
        named = RollingVersionsIT.PREVIOUS,
        matches = ".+",
        disabledReason = "-Dfaults.previous names no checkout of the version before, built")
class RollingVersionsIT {

    static final String PREVIOUS = "faults.previous";

    @Test
    void nobodyLosesAnythingWhileNodesOfTwoVersionsWorkSideBySide(@TempDir Path folder) throws Exception {
        try (Database database = Database.create(folder.resolve("postgres"));
                Cluster cluster = Cluster.of(database, folder)) {
            Path previous = Path.of(System.getProperty(PREVIOUS));
            cluster.nodes().forEach(node -> node.startFrom(previous));
            cluster.awaitReady();
            try (Load load = Load.on(cluster)) {
                for (Node node : cluster.nodes()) {
                    node.stop();
                    node.start();
                    node.awaitReady();
                    load.everybodySaves();
                    load.everybodyKnows();
                }
                load.recovers();
                load.holds();
            }
        }
    }
}
