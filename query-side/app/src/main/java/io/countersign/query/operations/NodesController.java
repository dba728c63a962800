package io.countersign.query.operations;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which nodes run, for operators. */
@RestController
class NodesController {

    private final Nodes nodes;

    NodesController(Nodes nodes) {
        this.nodes = nodes;
    }

    @GetMapping("/actuator/nodes")
    AllNodes nodes() {
        return new AllNodes(nodes.all());
    }

    /** All of them. */
    record AllNodes(List<Nodes.Node> nodes) {}
}
