package io.countersign.platform.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * What went wrong, as it is answered: {@code {"type", "title", "status", "detail", "instance", "error_code", ...}}.
 *
 * @param status the HTTP status
 * @param errorCode stable name for programs
 * @param title stable name for people
 * @param detail this occurrence, for people
 * @param members what this kind of problem says beyond that, by name in JSON
 * @param headers of the answer
 */
public record Problem(
        HttpStatus status,
        String errorCode,
        String title,
        String detail,
        Map<String, ? extends @Nullable Object> members,
        HttpHeaders headers) {

    Problem(HttpStatus status, String errorCode, String title, String detail) {
        this(status, errorCode, title, detail, Map.of(), HttpHeaders.EMPTY);
    }

    Problem with(String member, Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, errorCode, title, detail, more, headers);
    }

    Problem withHeader(String name, String value) {
        HttpHeaders more = new HttpHeaders();
        more.addAll(headers);
        more.set(name, value);
        return new Problem(status, errorCode, title, detail, members, more);
    }

    /** Reference to the kind of problem: {@code /problems/stale-write}. */
    public String type() {
        return "/problems/" + errorCode.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The members of the JSON answer in their order.
     *
     * @param instance path of the request that this answers
     */
    public Map<String, @Nullable Object> body(String instance) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("type", type());
        body.put("title", title);
        body.put("status", status.value());
        body.put("detail", detail);
        body.put("instance", instance);
        body.put("error_code", errorCode);
        body.putAll(members);
        return Collections.unmodifiableMap(body);
    }
}
