package io.countersign.query.platform;

import java.util.Optional;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Up to where the views have read the store, whichever node reads for each. */
@Component
public final class ReadPositions {

    private final JdbcTokenStore tokens;
    private final JdbcClient jdbc;

    ReadPositions(JdbcTokenStore tokens, JdbcClient jdbc) {
        this.tokens = tokens;
        this.jdbc = jdbc;
    }

    /** The place of the processor of that name, with the gaps below it; empty where it has read nothing. */
    public Optional<GapAwareTrackingToken> of(String processor) {
        return jdbc.sql(
                        "SELECT token, token_type FROM read_model.token_entry WHERE processor_name = ? AND token IS NOT NULL")
                .param(processor)
                .query((row, _) -> tokens.serializer()
                        .<String, TrackingToken>deserialize(new SimpleSerializedObject<>(
                                row.getString("token"), String.class, row.getString("token_type"), null)))
                .optional()
                .flatMap(ReadPositions::gapAware);
    }

    private static Optional<GapAwareTrackingToken> gapAware(TrackingToken token) {
        @Nullable TrackingToken read = WrappedToken.unwrapLowerBound(token);
        return read instanceof GapAwareTrackingToken place ? Optional.of(place) : Optional.empty();
    }
}
