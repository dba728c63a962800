package io.countersign.query.mentions;

import io.countersign.query.platform.Page;
import io.countersign.query.platform.PageLimit;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Comments of others that mention whoever asks. */
@RestController
class MentionsController {

    private final MentionView mentions;

    MentionsController(MentionView mentions) {
        this.mentions = mentions;
    }

    /** A page of them, newest first. */
    @GetMapping("/api/mentions")
    Page<Mention> mentions(
            Principal user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        Optional<MentionPosition> after =
                Optional.ofNullable(cursor).filter(given -> !given.isEmpty()).map(MentionPosition::parse);
        return Page.of(mentions.of(user.getName(), after, size + 1), size, MentionPosition::cursorAfter);
    }
}
