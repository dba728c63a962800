package io.countersign.platform.observability;

import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** Traces and the log's context, for both sides. */
@Configuration(proxyBeanMethods = false)
public class ObservabilityConfiguration {

    @Bean
    Traces traces(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
        return new Traces(tracer.getIfAvailable(), propagator.getIfAvailable());
    }

    /** What asks every few seconds whether all is well is no work; nor are the filters that each request passes. */
    @Bean
    ObservationPredicate workOnly() {
        return (name, context) -> !name.startsWith("spring.security.")
                && !(context instanceof ServerRequestObservationContext request
                        && request.getCarrier() != null
                        && request.getCarrier().getServletPath().startsWith("/actuator/"));
    }

    @Bean
    FilterRegistrationBean<RequestLogContext> requestLogContext() {
        FilterRegistrationBean<RequestLogContext> registration = new FilterRegistrationBean<>(new RequestLogContext());
        // After the security chain, which says who it is.
        registration.setOrder(Ordered.LOWEST_PRECEDENCE - 1);
        return registration;
    }
}
