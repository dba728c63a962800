package io.countersign.platform.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * A refusal that a client can act on, answered as RFC 9457 problem+json. Each use case names its own as a type beside
 * it ({@code StaleWrite}, {@code InvoiceNotFound}).
 *
 * <p>A refusal is an expected answer: it carries no stack trace and is not logged.
 */
public abstract class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String errorCode;
    private final String title;
    private final String detail;

    /**
     * A refusal.
     *
     * @param status the HTTP status of the answer
     * @param errorCode stable, in upper snake case; {@code STALE_WRITE} also gives the type {@code
     *     /problems/stale-write}
     * @param title the same for each refusal of this code
     * @param detail what happened this time, for a person to read
     */
    protected ProblemException(HttpStatus status, String errorCode, String title, String detail) {
        this(status, errorCode, title, detail, null);
    }

    /** A refusal that something else led to. */
    protected ProblemException(
            HttpStatus status, String errorCode, String title, String detail, @Nullable Throwable cause) {
        super(detail, cause, false, false);
        this.status = status;
        this.errorCode = errorCode;
        this.title = title;
        this.detail = detail;
    }

    public final HttpStatus status() {
        return status;
    }

    public final String errorCode() {
        return errorCode;
    }

    public final String title() {
        return title;
    }

    public final String detail() {
        return detail;
    }

    /** What the answer says beyond the standard members, by its name in JSON (snake_case); nothing by default. */
    public Map<String, ? extends @Nullable Object> members() {
        return Map.of();
    }

    /** Headers of the answer, such as {@code Retry-After}; none by default. */
    public HttpHeaders headers() {
        return HttpHeaders.EMPTY;
    }
}
