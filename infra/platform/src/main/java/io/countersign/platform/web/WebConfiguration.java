package io.countersign.platform.web;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.actuate.endpoint.web.EndpointMediaTypes;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Strict JSON in and out, problems for answers, bounded requests. Comes with the security configuration. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSettings.class)
public class WebConfiguration {

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return new StrictJson();
    }

    /** Answers are JSON whatever is asked for: a decision must not be stored first and then be refused as unreadable. */
    @Bean
    WebMvcConfigurer jsonWhateverIsAskedFor() {
        return new WebMvcConfigurer() {
            @Override
            public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
                negotiation.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
            }
        };
    }

    /** The same for whether it is well. */
    @Bean
    EndpointMediaTypes healthWhateverIsAskedFor() {
        return new EndpointMediaTypes(MediaType.ALL_VALUE);
    }

    @Bean
    BrowserReports browserReports(MeterRegistry meters) {
        return new BrowserReports(meters);
    }

    @Bean
    WebMvcConfigurer reportsWithRequests(BrowserReports reports) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry interceptors) {
                interceptors.addInterceptor(reports).addPathPatterns("/api/**");
            }
        };
    }

    @Bean
    ProblemWriter problemWriter(JsonMapper json) {
        return new ProblemWriter(json);
    }

    @Bean
    ProblemAdvice problemAdvice() {
        return new ProblemAdvice();
    }

    @Bean
    ContainerErrorController containerErrorController(ProblemWriter problems) {
        return new ContainerErrorController(problems);
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(WebSettings settings, ProblemWriter problems) {
        FilterRegistrationBean<BodyLimitFilter> registration = new FilterRegistrationBean<>(new BodyLimitFilter(
                request -> ("/api/invoices".equals(request.getRequestURI())
                                ? settings.maxDocumentSize()
                                : settings.maxBodySize())
                        .toBytes(),
                problems));
        // After the security chain: who is not let in learns that first.
        registration.setOrder(Ordered.LOWEST_PRECEDENCE);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTheContainer() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ContainerErrorValve.class.getName());
            }
        });
    }

    /** Else the answer to a HEAD for the first page, a forward, would be closed before other filters wrote their headers. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> headersAfterForwards() {
        return factory ->
                factory.addContextCustomizers(context -> context.setSuspendWrappedResponseAfterForward(false));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionsThatHearTheAnswer(WebSettings settings) {
        // A client that is still sending hears a refusal only if the server reads on for a while.
        return factory -> factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                http.setMaxSwallowSize(4 * (int) settings.maxDocumentSize().toBytes());
            }
        });
    }
}
