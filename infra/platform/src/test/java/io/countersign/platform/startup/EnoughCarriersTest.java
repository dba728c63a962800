package io.countersign.platform.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;

class EnoughCarriersTest {

    private static final int THREADS = 3 * Runtime.getRuntime().availableProcessors();

    @Test
    void letsVirtualThreadsGoOnWhileOthersHoldTheirCarriers() throws InterruptedException {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.run().close();

        CountDownLatch begun = new CountDownLatch(THREADS);
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < THREADS; i++) {
            Thread.startVirtualThread(() -> {
                begun.countDown();
                // Never leaves its carrier by itself.
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            });
        }

        boolean all = begun.await(20, TimeUnit.SECONDS);
        over.set(true);
        assertThat(all).isTrue();
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}
}
