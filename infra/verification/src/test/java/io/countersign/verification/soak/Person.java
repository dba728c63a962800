package io.countersign.verification.soak;

import io.countersign.verification.Client;
import io.countersign.verification.Client.Answer;
import io.countersign.verification.soak.Ledger.Asked;
import io.countersign.verification.soak.Ledger.Pushed;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody who decides at random and without a pause, on the version that they know of, over a network that loses
 * answers and connections. What they do follows from the random numbers; who is faster does not.
 */
final class Person implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> TERMS = List.of(
            "seller.name", "buyer.name", "payment_terms", "note", "buyer_accounting_reference", "lines.l1.item_name");
    private static final int REMEMBERED = 50;

    private final int number;
    private final String user;
    private final URI base;
    private final Client http;
    private final List<String> invoices;
    private final RandomGenerator random;
    private final Ledger ledger;
    private final ExecutorService twins = Executors.newVirtualThreadPerTaskExecutor();
    /** The newest version of each invoice that they were told of, by whichever way. */
    private final Map<String, Integer> known = new ConcurrentHashMap<>();
    /** Invoices that take no correction, as far as they know. */
    private final Set<String> closed = new HashSet<>();

    private final List<Request> accepted = new ArrayList<>();
    private int connections;
    private int words;
    private @Nullable LiveSession live;

    Person(int number, String user, URI base, List<String> invoices, RandomGenerator random, Ledger ledger) {
        this.number = number;
        this.user = user;
        this.base = base;
        this.http = Client.of(base, user);
        this.invoices = invoices;
        this.random = random;
        this.ledger = ledger;
    }

    /** A decision in the form in which it is sent. */
    private record Request(Asked asked, String kind, Map<String, Object> body) {

        String path() {
            return "/api/invoices/" + asked.invoiceId() + "/" + (kind.equals("correction") ? "corrections" : kind);
        }
    }

    /** The newest version of that invoice that reached this person. */
    int known(String invoiceId) {
        // That it was received they know.
        return known.getOrDefault(invoiceId, 0);
    }

    /** Opens a connection, having broken off the one before. */
    void connect() {
        if (live != null) {
            live.close();
        }
        int connection = ++connections;
        LiveSession opened =
                LiveSession.connect(base, user, (destination, message) -> hear(connection, destination, message));
        live = opened;
        for (String invoice : invoices) {
            opened.subscribe("/topic/invoices." + invoice);
            opened.subscribe("/app/invoices." + invoice);
        }
    }

    /** Does one thing. */
    void act() {
        try {
            int dice = random.nextInt(100);
            if (dice < 55) {
                decide();
            } else if (dice < 65) {
                decideInTwins();
            } else if (dice < 75) {
                loseAnswer();
            } else if (dice < 85) {
                repeatOldOne();
            } else if (dice < 88) {
                connect();
            } else {
                look();
            }
        } catch (IOException e) {
            ledger.surprises.add("person " + number + ": no answer on a good network: " + e);
        }
    }

    @Override
    public void close() {
        if (live != null) {
            live.close();
        }
        twins.close();
    }

    private void decide() throws IOException {
        Request request = request();
        take(request, http.post(request.path(), request.body(), request.asked().key()));
    }

    /** The same decision several times at once, as by an impatient finger or a proxy that repeats. */
    private void decideInTwins() throws IOException {
        Request request = request();
        List<Callable<Answer>> calls = Collections.nCopies(
                2 + random.nextInt(2),
                () -> http.post(request.path(), request.body(), request.asked().key()));
        try {
            for (Future<Answer> twin : twins.invokeAll(calls)) {
                take(request, twin.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        ledger.count("twins");
    }

    /** Asks, hears nothing, and asks the same again. */
    private void loseAnswer() throws IOException {
        Request request = request();
        http.postAndHangUp(request.path(), request.body(), request.asked().key(), random.nextBoolean());
        take(request, http.post(request.path(), request.body(), request.asked().key()));
        ledger.count("lost answers");
    }

    /** A late repetition gets the first result, although the invoice has moved on. */
    private void repeatOldOne() throws IOException {
        if (!accepted.isEmpty()) {
            Request request = accepted.get(random.nextInt(accepted.size()));
            take(
                    request,
                    http.post(request.path(), request.body(), request.asked().key()));
            ledger.count("late repetitions");
        }
    }

    /** Never gets something older than what this person was told. */
    private void look() throws IOException {
        String invoice = anInvoice();
        int least = known(invoice);
        Answer answer = http.get("/api/invoices/" + invoice + "?min_version=" + least);
        ledger.count("looks");
        if (answer.status() != 200 || answer.reviewVersion() < least) {
            ledger.surprises.add("person %d asked for version %d and got %d".formatted(number, least, answer.status()));
        }
    }

    private Request request() {
        String invoice = anInvoice();
        int expected = known(invoice);
        Map<String, Object> body = new HashMap<>();
        String kind = "correction";
        if (closed.contains(invoice)) {
            kind = "reopening";
        } else if (random.nextInt(10) == 0) {
            List<String> kinds =
                    user.equals("anna") ? List.of("hold", "rejection") : List.of("hold", "rejection", "approval");
            kind = kinds.get(random.nextInt(kinds.size()));
        }
        body.put("expected_review_version", expected);
        switch (kind) {
            // Never the same value twice, so that each accepted correction is an event.
            case "correction" ->
                body.put("changes", Map.of(TERMS.get(random.nextInt(TERMS.size())), number + "-" + words++));
            case "approval" -> body.put("reason", "soaked");
            default -> body.put("reason_code", "other");
        }
        Asked asked = new Asked(number, invoice, UUID.randomUUID(), expected, false);
        ledger.asked.put(asked.key(), asked);
        return new Request(asked, kind, body);
    }

    private void take(Request request, Answer answer) {
        Asked asked = request.asked();
        String invoice = asked.invoiceId();
        if (ledger.answered(asked, answer.status(), answer.body())) {
            learn(invoice, answer.reviewVersion());
            closed.remove(invoice);
            if (accepted.size() < REMEMBERED) {
                accepted.add(request);
            } else {
                accepted.set(random.nextInt(REMEMBERED), request);
            }
        } else if (answer.body().path("current_review_version").isInt()) {
            learn(invoice, answer.body().get("current_review_version").asInt());
        } else if (request.kind().equals("reopening")) {
            closed.remove(invoice);
        } else {
            closed.add(invoice);
        }
    }

    private void hear(int connection, String destination, JsonNode message) {
        if (destination.equals("ERROR")) {
            ledger.surprises.add("person " + number + " heard " + message);
            return;
        }
        String invoice = message.get("invoice_id").asString();
        int version = message.get("review_version").asInt();
        if (destination.startsWith("/topic/")) {
            ledger.pushed.add(new Pushed(
                    number,
                    connection,
                    invoice,
                    version,
                    message.get("command_id").asString()));
        }
        learn(invoice, version);
    }

    private void learn(String invoice, int version) {
        known.merge(invoice, version, Math::max);
    }

    private String anInvoice() {
        return invoices.get(random.nextInt(invoices.size()));
    }
}
