package io.countersign.load.peer.jpa;

import jakarta.persistence.AttributeConverter;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Terms in one column: fewer rows to read and write than a table of them. */
class TermsAsJson implements AttributeConverter<Map<String, String>, String> {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> TERMS = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(Map<String, String> terms) {
        return JSON.writeValueAsString(terms);
    }

    @Override
    public Map<String, String> convertToEntityAttribute(String text) {
        return JSON.readValue(text, TERMS);
    }
}
