package io.countersign.command;

import io.countersign.platform.eventstore.EventStoreConfiguration;
import io.countersign.platform.security.SecurityConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** All of the command side; a process of its own and the launcher import the same. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@Import({EventStoreConfiguration.class, SecurityConfiguration.class})
public class CommandSideConfiguration {}
