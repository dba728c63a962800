package io.countersign.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.util.DisconnectedClientHelper;

/** Answers whatever leaves a controller, or keeps a request from reaching one, as problem+json. */
@RestControllerAdvice
@Order
final class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler(Throwable.class)
    @Nullable
    ResponseEntity<Map<String, @Nullable Object>> answer(
            Throwable thrown, HttpServletRequest request, HttpServletResponse response) throws Throwable {
        // A connection that broke may be the database's as well as the client's: only the client's is nobody's loss.
        boolean clientLeft =
                DisconnectedClientHelper.isClientDisconnectedException(thrown) && !Problems.concernsStore(thrown);
        if (response.isCommitted()) {
            log.atLevel(clientLeft ? Level.DEBUG : Level.WARN).setCause(thrown).log("An answer under way broke off");
            if (clientLeft) {
                return null;
            }
            // On to the container, which cuts the connection: an answer that ended in order would read as whole.
            throw thrown;
        }
        // Never nothing: an empty answer would read as success.
        Problem problem =
                clientLeft ? Problems.malformed("The request ended before it was whole.") : Problems.describe(thrown);
        return ResponseEntity.status(problem.status())
                .headers(problem.headers())
                // Named outright, so that a client that asked for something else can still read what went wrong.
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem.body(request.getRequestURI()));
    }
}
