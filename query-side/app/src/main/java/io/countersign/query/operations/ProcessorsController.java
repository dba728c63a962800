package io.countersign.query.operations;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far the projections are, on whichever node each runs. */
@RestController
class ProcessorsController {

    private final ProcessorStates states;

    ProcessorsController(ProcessorStates states) {
        this.states = states;
    }

    @GetMapping("/actuator/processors")
    AllProcessors processors() {
        return new AllProcessors(states.all());
    }

    /** All of them. */
    record AllProcessors(List<ProcessorState> processors) {}
}
