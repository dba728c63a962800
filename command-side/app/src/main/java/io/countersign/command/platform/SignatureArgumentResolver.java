package io.countersign.command.platform;

import io.countersign.platform.web.MalformedRequest;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads the {@link Signature} of a request: the session's user and the {@code Idempotency-Key} header. */
final class SignatureArgumentResolver implements HandlerMethodArgumentResolver {

    private static final String HEADER = "Idempotency-Key";

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Signature.class;
    }

    @Override
    public Signature resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Principal user = Objects.requireNonNull(request.getUserPrincipal(), "Only who is signed in gets here");
        return new Signature(
                user.getName(), Optional.ofNullable(request.getHeader(HEADER)).map(this::key));
    }

    private UUID key(String text) {
        try {
            UUID key = UUID.fromString(text);
            if (key.toString().equalsIgnoreCase(text)) {
                return key;
            }
        } catch (IllegalArgumentException noUuid) {
            // Said below.
        }
        throw new MalformedRequest("The header Idempotency-Key must be a UUID.");
    }
}
