package io.countersign.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
            Throwable thrown, HttpServletRequest request, HttpServletResponse response) {
        if (DisconnectedClientHelper.isClientDisconnectedException(thrown)) {
            log.debug("The client left before its answer was whole", thrown);
            return null;
        }
        Problem problem = Problems.describe(thrown);
        if (response.isCommitted()) {
            log.warn("An answer under way broke off: {}", problem.errorCode(), thrown);
            return null;
        }
        return ResponseEntity.status(problem.status())
                .headers(problem.headers())
                // Named outright, so that a client that asked for something else can still read what went wrong.
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem.body(request.getRequestURI()));
    }
}
