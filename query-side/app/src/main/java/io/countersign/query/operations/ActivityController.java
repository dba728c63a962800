package io.countersign.query.operations;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What went on in the last hour, in numbers, for operators. */
@RestController
class ActivityController {

    private final Activity activity;

    ActivityController(Activity activity) {
        this.activity = activity;
    }

    @GetMapping("/actuator/activity")
    LastHour activity() {
        return new LastHour(activity.lastHour());
    }

    /** Its sixty minutes, oldest first; the last one is under way. */
    record LastHour(List<Activity.Minute> minutes) {}
}
