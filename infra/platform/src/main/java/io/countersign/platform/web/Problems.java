package io.countersign.platform.web;

import io.countersign.platform.observability.FailureLog;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import tools.jackson.core.JacksonException;

/** Which problem an exception is. The one place that knows, for single answers and for batches. */
public final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    /** How long a client waits before it asks a store again that was away. */
    private static final String RETRY_AFTER_SECONDS = "2";

    private Problems() {}

    /**
     * One thing that is wrong in a request body.
     *
     * @param pointer JSON pointer (RFC 6901) to it; empty for the body as a whole
     * @param code stable name, in upper snake case
     * @param message for people
     */
    public record Flaw(String pointer, String code, String message) {

        /** The JSON pointer that leads through these members. */
        public static String pointer(String... members) {
            StringBuilder pointer = new StringBuilder();
            for (String member : members) {
                pointer.append('/').append(member.replace("~", "~0").replace("/", "~1"));
            }
            return pointer.toString();
        }
    }

    /** The request cannot be understood: 400 {@code MALFORMED_REQUEST}. */
    public static Problem malformed(String detail) {
        return new Problem(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The request cannot be understood", detail);
    }

    /** The body is over its ceiling: 413 {@code PAYLOAD_TOO_LARGE}. */
    public static Problem tooLarge(String detail) {
        return new Problem(HttpStatus.CONTENT_TOO_LARGE, "PAYLOAD_TOO_LARGE", "The request is too large", detail);
    }

    /**
     * The problem that an exception is. A {@link ProblemException} anywhere in the chain of causes speaks for itself, an
     * unreachable store anywhere in it is 503 {@code STORE_UNAVAILABLE}; what nobody foresaw is 500 {@code
     * INTERNAL_ERROR}, logged here under the {@code error_id} that the answer carries.
     */
    public static Problem describe(Throwable thrown) {
        List<Throwable> chain = causes(thrown);
        for (Throwable cause : chain) {
            if (cause instanceof ProblemException named) {
                return new Problem(
                        named.status(),
                        named.errorCode(),
                        named.title(),
                        named.detail(),
                        named.members(),
                        named.headers());
            }
            if (cause instanceof BodyTooLarge tooLarge) {
                return tooLarge(tooLarge.detail());
            }
        }
        if (chain.stream().anyMatch(Problems::storeIsAway)) {
            log.warn("The store is away: {}", thrown.toString());
            return new Problem(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "STORE_UNAVAILABLE",
                            "The store cannot be reached",
                            "The database does not answer just now. Nothing is lost; ask again in a moment.")
                    .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return switch (thrown) {
            case AuthenticationServiceException away -> {
                log.warn("The issuer is away", away);
                yield new Problem(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "ISSUER_UNAVAILABLE",
                                "The issuer cannot be reached",
                                "Who you are cannot be verified just now. Ask again in a moment.")
                        .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            }
            case AuthenticationException refused -> unauthenticated(refused);
            case AccessDeniedException _ ->
                new Problem(
                        HttpStatus.FORBIDDEN,
                        "FORBIDDEN",
                        "Your role does not allow this",
                        "You are signed in, but none of your roles may do this.");
            // Bare, these are of the request's own connection: its sender went away, or fell silent.
            case EOFException _ -> malformed("The request broke off.");
            case SocketTimeoutException _ -> ofStatus(HttpStatus.REQUEST_TIMEOUT, "The request did not come in time.");
            case MaxUploadSizeExceededException _ -> tooLarge("The upload is over the limit.");
            case InvalidMediaTypeException type ->
                ofStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The Content-Type cannot be read: " + type.getMessage());
            case InvalidParameterException parameter ->
                ofStatus(HttpStatus.valueOf(parameter.getErrorCode()), "The parameters cannot be read.");
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            case BindException invalid -> invalid(invalid);
            case HandlerMethodValidationException invalid -> invalid(invalid);
            case MissingServletRequestParameterException missing ->
                malformed("The parameter " + missing.getParameterName() + " is missing.");
            case MissingRequestHeaderException missing ->
                malformed("The header " + missing.getHeaderName() + " is missing.");
            case MethodArgumentTypeMismatchException mismatch ->
                malformed("The parameter " + mismatch.getName() + " cannot be read: " + mismatch.getValue() + ".");
            case TypeMismatchException mismatch ->
                malformed("A parameter cannot be read: " + mismatch.getValue() + ".");
            case ErrorResponse answer -> standard(answer);
            default -> unforeseen(thrown);
        };
    }

    /** The problem of a bare HTTP status, where nothing else is known. */
    public static Problem ofStatus(HttpStatus status, @Nullable String detail) {
        String said = detail == null ? status.getReasonPhrase() + "." : detail;
        return switch (status) {
            case BAD_REQUEST -> malformed(said);
            case UNAUTHORIZED -> unauthenticated(said, "Bearer");
            case CONTENT_TOO_LARGE -> tooLarge(said);
            case INTERNAL_SERVER_ERROR -> new Problem(status, "INTERNAL_ERROR", "Something went wrong here", said);
            default -> new Problem(status, status.name(), status.getReasonPhrase(), said);
        };
    }

    private static Problem unauthenticated(AuthenticationException refused) {
        boolean token = refused instanceof OAuth2AuthenticationException;
        String detail = refused instanceof InsufficientAuthenticationException
                ? "Send a bearer token in the Authorization header."
                : String.valueOf(refused.getMessage());
        // Basic is never asked for: a browser would put its own password dialog over the page.
        return unauthenticated(detail, token ? "Bearer error=\"invalid_token\"" : "Bearer");
    }

    private static Problem unauthenticated(String detail, String challenge) {
        return new Problem(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "Sign in first", detail)
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
    }

    private static Problem unreadable(HttpMessageNotReadableException unreadable) {
        JacksonException json = first(causes(unreadable), JacksonException.class);
        return json == null
                ? malformed("The request needs a body that can be read.")
                : describe(MalformedRequest.of(json));
    }

    private static Problem invalid(BindException invalid) {
        List<Flaw> flaws = invalid.getFieldErrors().stream()
                .map(error ->
                        new Flaw("/" + error.getField().replace('.', '/'), "INVALID", "" + error.getDefaultMessage()))
                .toList();
        return malformed("The request holds values that cannot be.").with("errors", flaws);
    }

    private static Problem invalid(HandlerMethodValidationException invalid) {
        List<String> said = invalid.getAllErrors().stream()
                .map(MessageSourceResolvable::getDefaultMessage)
                .map(String::valueOf)
                .toList();
        return malformed("The request holds values that cannot be: " + String.join("; ", said) + ".");
    }

    private static Problem standard(ErrorResponse answer) {
        HttpStatus status = HttpStatus.resolve(answer.getStatusCode().value());
        Problem problem = ofStatus(
                status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status,
                answer.getBody().getDetail());
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(problem.headers());
        headers.addAll(answer.getHeaders());
        return new Problem(
                problem.status(), problem.errorCode(), problem.title(), problem.detail(), problem.members(), headers);
    }

    private static Problem unforeseen(Throwable thrown) {
        String id = UUID.randomUUID().toString();
        FailureLog.error(log, thrown, "Unforeseen error {}", id);
        return ofStatus(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "This was not foreseen. It is logged under " + id + "; say so when you report it.")
                .with("error_id", id);
    }

    /** Whether the store has anything to do with it. */
    static boolean concernsStore(Throwable thrown) {
        return causes(thrown).stream()
                .anyMatch(cause -> cause instanceof SQLException
                        || cause instanceof DataAccessException
                        || cause instanceof TransactionException);
    }

    /** Connections that cannot be had or that broke, by Spring's types, JDBC's types and PostgreSQL's states. */
    private static boolean storeIsAway(Throwable cause) {
        return switch (cause) {
            case DataAccessResourceFailureException _,
                    RecoverableDataAccessException _,
                    CannotCreateTransactionException _,
                    // A commit or rollback that the database did not answer.
                    TransactionSystemException _,
                    SQLTransientConnectionException _,
                    SQLNonTransientConnectionException _ -> true;
            case SQLException sql when sql.getSQLState() != null -> isAway(sql.getSQLState());
            default -> false;
        };
    }

    // 08: connection; 53: out of connections, disk or memory; 57P: shut down, crashed or starting;
    // 25006: a node that has become read-only; 25P03: this one stood still within a transaction; 3F000 and 42P01: the
    // other side has not made its schema yet.
    private static boolean isAway(String state) {
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || Set.of("25006", "25P03", "3F000", "42P01").contains(state);
    }

    private static <T> @Nullable T first(List<Throwable> chain, Class<T> type) {
        return chain.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    private static List<Throwable> causes(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }
}
