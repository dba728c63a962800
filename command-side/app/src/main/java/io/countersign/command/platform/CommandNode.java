package io.countersign.command.platform;

import io.countersign.platform.eventstore.NodeId;
import io.countersign.platform.nodes.RunningNode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A node of the command side says that it runs. */
@Configuration(proxyBeanMethods = false)
class CommandNode {

    @Bean
    RunningNode runningCommandNode(NodeId node, JdbcClient jdbc) {
        return new RunningNode("event_store", node, jdbc, () -> null);
    }
}
