package io.countersign.platform.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.ParameterizableViewController;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Requests that no code of ours answers: for the browser's pages and their files, and for what is not there at all. An
 * endpoint that somebody forgot to make a rule for is not among them, whatever its address.
 */
final class UnansweredRequests implements RequestMatcher {

    private final SingletonSupplier<List<HandlerMapping>> mappings;

    UnansweredRequests(ListableBeanFactory beans) {
        // Made after the security chain, so asked for with the first request.
        this.mappings = SingletonSupplier.of(() -> {
            List<HandlerMapping> all = new ArrayList<>(
                    BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, HandlerMapping.class, true, false)
                            .values());
            AnnotationAwareOrderComparator.sort(all);
            return all;
        });
    }

    @Override
    public boolean matches(HttpServletRequest request) {
        ServletRequestPathUtils.parseAndCache(request);
        try {
            for (HandlerMapping mapping : mappings.obtain()) {
                HandlerExecutionChain found = mapping.getHandler(request);
                if (found != null) {
                    return found.getHandler() instanceof ResourceHttpRequestHandler
                            || found.getHandler() instanceof ParameterizableViewController;
                }
            }
            return true;
        } catch (ServletException notLikeThis) {
            // There is such an address, but not by this method or with this type of body; that is the answer.
            return true;
        } catch (Exception e) {
            // What cannot be found out is not let in.
            return false;
        }
    }
}
