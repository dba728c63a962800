package io.countersign.platform.eventstore;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.StaleDecisionRejected;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of events in the store: snake_case, absent where null, under names that are part of the contract
 * ({@code InvoiceCorrected}, revision {@code 1}) and not of the code. Other revisions are led here by upcasters.
 */
public final class EventJson extends Jackson3Serializer {

    private static final int FIRST_REVISION = 1;

    /** Of the types that were given another shape since they were first stored; each counts for itself. */
    private static final Map<String, Integer> REVISIONS = Map.of();

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
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

    /** Whether the code has this type of event in this revision; else it takes upcasters, or cannot be read. */
    static boolean isCurrent(String eventType, @Nullable String revision) {
        return TYPES.containsKey(eventType) && revisionOf(eventType).equals(revision);
    }

    /** Whether no release up to this one can have written it: a type that the code does not have, or a higher revision. */
    static boolean isLater(String eventType, @Nullable String revision) {
        return !TYPES.containsKey(eventType)
                || (revision != null
                        && NUMBER.matcher(revision).matches()
                        && Integer.parseInt(revision) > Integer.parseInt(revisionOf(eventType)));
    }

    private static String revisionOf(String eventType) {
        return Integer.toString(REVISIONS.getOrDefault(eventType, FIRST_REVISION));
    }

    /** A current event, without the framework's detours, for long histories. */
    Object read(String eventType, byte[] payload) {
        return Objects.requireNonNull(readers.get(eventType), eventType).readValue(payload);
    }

    @Override
    public SerializedType typeForClass(Class type) {
        return TYPES.containsKey(type.getSimpleName())
                ? new SimpleSerializedType(type.getSimpleName(), revisionOf(type.getSimpleName()))
                : super.typeForClass(type);
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        Class<?> event = TYPES.get(type.getName());
        if (event == null) {
            return super.classForType(type);
        }
        // In another revision the same members may mean something else.
        return isCurrent(type.getName(), type.getRevision()) ? event : UnknownSerializedType.class;
    }
}
