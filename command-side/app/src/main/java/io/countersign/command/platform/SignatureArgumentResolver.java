package io.countersign.command.platform;

import io.countersign.platform.security.Role;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.Authentication;
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
        Authentication user =
                (Authentication) Objects.requireNonNull(request.getUserPrincipal(), "Only who is signed in gets here");
        return new Signature(user.getName(), Role.heldBy(user), Optional.empty())
                .named("The header " + HEADER, request.getHeader(HEADER));
    }
}
