package io.countersign.query.catalogue;

import io.countersign.contract.review.ReasonCode;
import java.util.Arrays;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The reasons that a rejection, a hold or a reopening can be given. */
@RestController
class ReasonCodesController {

    private static final ReasonCodes ALL = new ReasonCodes(Arrays.stream(ReasonCode.values())
            .map(reason -> new Reason(
                    reason.code(),
                    reason.label(),
                    reason.kinds().stream().map(ReasonCode.Kind::text).toList()))
            .toList());

    @GetMapping("/api/reason-codes")
    ReasonCodes reasonCodes() {
        return ALL;
    }

    /** All of them. */
    record ReasonCodes(List<Reason> items) {}

    /**
     * A reason.
     *
     * @param code as decisions name it
     * @param label for people
     * @param kinds of decision that it can be given for: {@code rejection}, {@code hold}, {@code reopening}
     */
    record Reason(String code, String label, List<String> kinds) {}
}
