package io.countersign.platform.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** How large requests may be; see the package for the properties. */
@ConfigurationProperties("countersign.web")
record WebSettings(
        @DefaultValue("16MB") DataSize maxDocumentSize,
        @DefaultValue("10MB") DataSize maxBodySize) {}
