package io.countersign.command.platform;

import io.countersign.platform.database.SchemaMigration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The command side owns the schema of the event store. */
@Configuration(proxyBeanMethods = false)
class EventStoreSchema {

    @Bean
    SchemaMigration eventStoreMigration(JdbcConnectionDetails service, Environment environment) {
        return new SchemaMigration("event_store", "classpath:db/event-store", service, environment);
    }
}
