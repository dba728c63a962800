package io.countersign.query.checkpoints;

import io.countersign.query.checkpoints.Checkpoints.Numbered;
import io.countersign.query.platform.Cursor;
import io.countersign.query.platform.Page;
import io.countersign.query.platform.PageLimit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Checkpoints and the keys to check them with. */
@RestController
@RequestMapping("/api/audit")
class CheckpointsController {

    private static final String LIST = "checkpoints";

    private final Checkpoints checkpoints;
    private final KnownKeys keys;

    CheckpointsController(Checkpoints checkpoints, KnownKeys keys) {
        this.checkpoints = checkpoints;
        this.keys = keys;
    }

    /** Signs one now, over all that is committed. */
    @PostMapping("/checkpoints")
    @ResponseStatus(HttpStatus.CREATED)
    Checkpoint sign() {
        return checkpoints.sign();
    }

    /** A page of them, newest first. */
    @GetMapping("/checkpoints")
    Page<Checkpoint> checkpoints(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        List<Numbered> found =
                checkpoints.before(cursor == null ? Long.MAX_VALUE : Cursor.readNumber(LIST, cursor), size + 1);
        return Page.of(found, size, last -> Cursor.writeNumber(LIST, last.number()))
                .map(Numbered::checkpoint);
    }

    /** The public halves of the keys that have signed. */
    @GetMapping("/keys")
    Keys keys() {
        return new Keys(keys.all().stream()
                .map(known -> new Key(
                        known.key().id(),
                        known.key().name(),
                        "Ed25519",
                        known.key().pem(),
                        known.key().text(),
                        known.firstUsedAt()))
                .toList());
    }

    /** All keys. */
    record Keys(List<Key> items) {}

    /**
     * A key.
     *
     * @param keyId in hex, as in the signatures
     * @param name of the log that it signs for
     * @param publicKey X.509 in PEM, for OpenSSL
     * @param verifierKey the form of C2SP signed-note, for verifiers of checkpoints
     * @param firstUsedAt when it signed first
     */
    record Key(
            String keyId, String name, String algorithm, String publicKey, String verifierKey, Instant firstUsedAt) {}
}
