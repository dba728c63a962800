package io.countersign.query.operations;

import io.countersign.platform.eventstore.NodeId;
import io.countersign.platform.nodes.RunningNode;
import io.countersign.query.platform.BackgroundTask;
import io.countersign.query.platform.MeterNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A node of the query side says that it runs, and how late its pushes are. */
@Configuration(proxyBeanMethods = false)
class NodeConfiguration {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    @Bean
    RunningNode runningQueryNode(NodeId node, JdbcClient jdbc, MeterRegistry meters) {
        return new RunningNode("read_model", node, jdbc, () -> openSockets(meters));
    }

    @Bean
    BackgroundTask tellingPushLags(PushLags pushLags) {
        return new BackgroundTask("telling how late pushes are", PAUSE, () -> {
            pushLags.tell();
            return false;
        });
    }

    private static int openSockets(MeterRegistry meters) {
        Gauge open = meters.find(MeterNames.SOCKETS_OPEN).gauge();
        return open == null ? 0 : (int) open.value();
    }
}
