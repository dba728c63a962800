package io.countersign.platform.eventstore;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.core.env.Environment;

/**
 * Names this process among those on the database: who reads for a projection just now, and {@code attempts/<node>}. The
 * same after a restart, so that a process takes up its own work at once.
 *
 * @param value {@code countersign.node-id} where that is set, else host and port
 */
public record NodeId(String value) {

    static NodeId of(Environment environment) {
        String configured = environment.getProperty("countersign.node-id", "");
        return new NodeId(
                configured.isBlank() ? host() + "-" + environment.getProperty("server.port", "8080") : configured);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("This host has no name of its own: set countersign.node-id", e);
        }
    }
}
