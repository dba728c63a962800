package io.countersign.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnResource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;
import org.springframework.web.servlet.resource.ResourceResolverChain;

/**
 * Serves the built UI from the class path where it is there: its files, and its one page for each of its routes
 * ({@code /invoices/123}), so that a reloaded tab or a shared link finds its way.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnResource(resources = "classpath:/static/index.html")
public class BrowserPagesConfiguration {

    private static final List<String> NOT_PAGES = List.of(
            "api", "ws", "actuator", "error", "v3", "oauth2", ".well-known", "connect", "userinfo", "login", "assets");

    @Bean
    WebMvcConfigurer browserPages() {
        return new WebMvcConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                // Their names change with their content.
                registry.addResourceHandler("/assets/**")
                        .addResourceLocations("classpath:/static/assets/")
                        .setCacheControl(CacheControl.maxAge(Duration.ofDays(365))
                                .cachePublic()
                                .immutable());
                registry.addResourceHandler("/**")
                        .addResourceLocations("classpath:/static/")
                        .setCacheControl(CacheControl.noCache())
                        // Uncached: each address that somebody makes up would stay in memory.
                        .resourceChain(false)
                        .addResolver(new PageForRoutes());
            }
        };
    }

    private static final class PageForRoutes extends PathResourceResolver {

        @Override
        protected @Nullable Resource resolveResourceInternal(
                @Nullable HttpServletRequest request,
                String path,
                List<? extends Resource> locations,
                ResourceResolverChain chain) {
            Resource file = super.resolveResourceInternal(request, path, locations, chain);
            return file == null && request != null && isPage(request, path)
                    ? super.resolveResourceInternal(request, "index.html", locations, chain)
                    : file;
        }

        private static boolean isPage(HttpServletRequest request, String path) {
            String first = path.split("/", 2)[0];
            String last = path.substring(path.lastIndexOf('/') + 1);
            String accept = request.getHeader(HttpHeaders.ACCEPT);
            return !NOT_PAGES.contains(first)
                    && !last.contains(".")
                    && accept != null
                    && accept.contains(MediaType.TEXT_HTML_VALUE);
        }
    }
}
