package io.countersign.platform.eventstore;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.StaleDecisionRejected;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of events in the store: snake_case, absent where null, under names that are part of the contract
 * ({@code InvoiceCorrected}, revision {@code 1}) and not of the code.
 */
public final class EventJson extends Jackson3Serializer {

    private static final String REVISION = "1";
    private static final Map<String, Class<?>> TYPES = Stream.concat(
                    Arrays.stream(ReviewEvent.class.getPermittedSubclasses()),
                    Stream.of(CommentAdded.class, StaleDecisionRejected.class))
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private final Map<String, ObjectReader> readers;

    /** The serializer of events and their metadata. */
    public EventJson() {
        super(Jackson3Serializer.builder().jsonMapperBuilderCustomizer(EventJson::configure));
        this.readers = TYPES.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, type -> getObjectMapper().readerFor(type.getValue())));
    }

    private static void configure(JsonMapper.Builder builder) {
        builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                // A node of the version before reads what a node of the next one wrote during a rolling upgrade.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** The names of all types of events. */
    public static Set<String> types() {
        return TYPES.keySet();
    }

    /** The event that a row of the store holds; without the framework's detours, for long histories. */
    Object read(String eventType, String revision, byte[] payload) {
        ObjectReader reader = readers.get(eventType);
        return reader == null
                ? getObjectMapper().readValue(payload, classForType(new SimpleSerializedType(eventType, revision)))
                : reader.readValue(payload);
    }

    @Override
    public SerializedType typeForClass(Class type) {
        return TYPES.containsKey(type.getSimpleName())
                ? new SimpleSerializedType(type.getSimpleName(), REVISION)
                : super.typeForClass(type);
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        Class<?> event = TYPES.get(type.getName());
        return event == null ? super.classForType(type) : event;
    }
}
