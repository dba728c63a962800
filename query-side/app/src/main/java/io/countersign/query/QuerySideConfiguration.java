package io.countersign.query;

import io.countersign.platform.eventstore.EventStoreConfiguration;
import io.countersign.platform.security.AccountConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/** Everything of the query side but the program itself. */
@Configuration(proxyBeanMethods = false)
@ComponentScan(
        excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = QuerySideApplication.class))
@Import({EventStoreConfiguration.class, AccountConfiguration.class})
public class QuerySideConfiguration {}
