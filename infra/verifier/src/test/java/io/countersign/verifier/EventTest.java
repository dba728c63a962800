package io.countersign.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventTest {

    /** The example of docs/event-store.md. */
    private static final Event EXAMPLE = new Event(
            "01930000-0000-7000-8000-000000000001",
            1,
            "01930000-0000-7000-8000-0000000000e1",
            "InvoiceCorrected",
            "1",
            Instant.parse("2026-11-21T10:42:00.012Z"),
            "{\"invoice_id\":\"01930000-0000-7000-8000-000000000001\",\"changes\":[{\"term\":\"seller.name\",\"before\":\"Müller\",\"after\":\"Müller & Söhne\"}]}",
            "{\"actor\":\"ben\",\"command_id\":\"01930000-0000-7000-8000-00000000000c\"}",
            "4c8eff916b537efb16613c5f0625275b42a8fa5e1dd4e13890ec19760196b033",
            "05fbc5e6ead0b81cf7feb8625f0bedcc5cac466a32e48807b9be4e041e981a27",
            "8a86320a70c006d6da94b97ce6512d99d7373fc7d6dab592f4f8ab2d0cf4b57a");

    @Test
    void isWhatItsHashesSay() {
        assertThat(EXAMPLE.flaw()).isNull();
    }

    @Test
    void isNotWhereAnythingWasChanged() {
        Event e = EXAMPLE;
        assertThat(event(e.streamId(), 1, e.recordedAt(), e.payload() + " ", e.metadata(), e.hash())
                        .flaw())
                .contains("content");
        assertThat(event(
                                e.streamId(),
                                1,
                                e.recordedAt(),
                                e.payload(),
                                e.metadata().replace("ben", "eve"),
                                e.hash())
                        .flaw())
                .contains("content");
        assertThat(event(e.streamId(), 1, e.recordedAt().plusNanos(1000), e.payload(), e.metadata(), e.hash())
                        .flaw())
                .contains("instant");
        assertThat(event(e.streamId(), 2, e.recordedAt(), e.payload(), e.metadata(), e.hash())
                        .flaw())
                .contains("place");
        assertThat(event(e.streamId() + "/discussion", 1, e.recordedAt(), e.payload(), e.metadata(), e.hash())
                        .flaw())
                .contains("place");
        assertThat(event(e.streamId(), 1, e.recordedAt(), e.payload(), e.metadata(), Digest.ZERO)
                        .flaw())
                .contains("hash");
    }

    private static Event event(String stream, long version, Instant at, String payload, String metadata, String hash) {
        return new Event(
                stream,
                version,
                EXAMPLE.eventId(),
                EXAMPLE.eventType(),
                EXAMPLE.revision(),
                at,
                payload,
                metadata,
                EXAMPLE.previousHash(),
                EXAMPLE.contentHash(),
                hash);
    }
}
