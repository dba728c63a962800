package io.countersign.load.peer.jpa;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/** The peer as a process of its own. */
@SpringBootApplication
public class JpaPeer {

    /** Starts it. */
    public static void main(String[] args) {
        SpringApplication.run(JpaPeer.class, args);
    }

    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .httpBasic(Customizer.withDefaults())
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .build();
    }

    /**
     * A password that costs nothing to compare: how dear that is would be all that is measured. It is no store of passwords
     * (like the one in memory), or the framework would hash it dearly at the first request and from then on at each.
     */
    @Bean
    UserDetailsService users() {
        return name ->
                User.withUsername(name).password("{noop}demo").roles("APPROVER").build();
    }
}
