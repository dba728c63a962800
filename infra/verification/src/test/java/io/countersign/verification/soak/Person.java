package io.countersign.verification.soak;

import io.countersign.verification.Client;
import io.countersign.verification.Client.Answer;
import io.countersign.verification.soak.Ledger.Asked;
import io.countersign.verification.soak.Ledger.Commented;
import io.countersign.verification.soak.Ledger.Pushed;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/**
 * Somebody who decides at random and without a pause, on the version that they know of, over a network that loses
 * answers and connections. What they do follows from the random numbers; who is faster does not.
 */
final class Person implements AutoCloseable {

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

        Map<String, Object> asBatchItem() {
            Map<String, Object> item = new HashMap<>(body);
            item.putAll(Map.of("kind", kind, "invoice_id", asked.invoiceId(), "command_id", asked.key()));
            return item;
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
            opened.subscribe("/topic/invoices." + invoice + ".comments");
            opened.subscribe("/topic/invoices." + invoice + ".claim");
            opened.subscribe("/topic/invoices." + invoice + ".presence");
            opened.subscribe("/app/invoices." + invoice);
        }
    }

    /** Does one thing. */
    void act() {
        try {
            int dice = random.nextInt(100);
            if (dice < 30) {
                decide();
            } else if (dice < 40) {
                decideInTwins();
            } else if (dice < 50) {
                decideInBatch();
            } else if (dice < 60) {
                loseAnswer();
            } else if (dice < 70) {
                repeatOldOne();
            } else if (dice < 75 && !user.equals("anna")) {
                force();
            } else if (dice < 80) {
                comment();
            } else if (dice < 85) {
                claim();
            } else if (dice < 88) {
                connect();
            } else if (dice < 92) {
                show();
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
        Request request = request(anInvoice());
        take(request, http.post(request.path(), request.body(), request.asked().key()));
    }

    /** The same decision several times at once, as by an impatient finger or a proxy that repeats. */
    private void decideInTwins() throws IOException {
        Request request = request(anInvoice());
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

    /** Several decisions about different invoices in one request; each has its own answer. */
    private void decideInBatch() throws IOException {
        List<String> chosen = new ArrayList<>(invoices);
        Collections.shuffle(chosen, random);
        List<Request> requests = chosen.subList(0, 2 + random.nextInt(4)).stream()
                .map(this::request)
                .toList();
        List<Map<String, Object>> decisions =
                requests.stream().map(Request::asBatchItem).toList();
        Answer answer = http.post("/api/decisions", Map.of("decisions", decisions));
        if (answer.status() != 200) {
            ledger.surprises.add("a batch was answered " + answer);
            return;
        }
        for (int item = 0; item < requests.size(); item++) {
            JsonNode result = answer.body().get("results").get(item);
            int status = result.get("http_status").asInt();
            take(
                    requests.get(item),
                    new Answer(status, status == 200 ? result : result.get("problem"), answer.headers()));
        }
        ledger.count("batches");
    }

    /** Over what others did, knowing it or not. */
    private void force() throws IOException {
        Request request = correction(anInvoice(), true);
        take(request, http.post(request.path(), request.body(), request.asked().key()));
        ledger.count("forced");
    }

    /** Says something, perhaps twice under the same name, which must count once. */
    private void comment() throws IOException {
        String invoice = anInvoice();
        UUID key = UUID.randomUUID();
        Map<String, Object> body = Map.of("text", "comment " + number + "-" + words++);
        for (int times = 1 + random.nextInt(2); times > 0; times--) {
            Answer answer = http.post("/api/invoices/" + invoice + "/comments", body, key);
            if (answer.status() != 201) {
                ledger.surprises.add("a comment was answered " + answer);
                return;
            }
            ledger.commented.add(new Commented(
                    invoice,
                    answer.body().get("number").asInt(),
                    answer.body().get("text").asString()));
        }
        ledger.count("comments");
    }

    /** Claims, renews, takes over or lets go, whosever it is. */
    private void claim() throws IOException {
        String path = "/api/invoices/" + anInvoice() + "/claim" + (random.nextBoolean() ? "?take_over=true" : "");
        Answer answer = random.nextInt(3) == 0 ? http.delete(path) : http.put(path, Map.of("minutes", 1));
        boolean taken = answer.status() == 409
                && answer.body().path("error_code").asString("").equals("CLAIMED");
        if (answer.status() >= 300 && !taken) {
            ledger.surprises.add("a claim was answered " + answer);
        }
        ledger.count("claims");
    }

    /** Lets others see what this person looks at. */
    private void show() {
        Objects.requireNonNull(live)
                .send(
                        "/app/invoices." + anInvoice() + ".presence",
                        Map.of("tab_id", "tab-" + number, "state", random.nextBoolean() ? "viewing" : "editing"));
        ledger.count("presence");
    }

    /** Asks, hears nothing, and asks the same again. */
    private void loseAnswer() throws IOException {
        Request request = request(anInvoice());
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

    private Request request(String invoice) {
        if (closed.contains(invoice)) {
            return reasoned("reopening", invoice);
        }
        if (random.nextInt(10) > 0) {
            return correction(invoice, false);
        }
        List<String> kinds =
                user.equals("anna") ? List.of("hold", "rejection") : List.of("hold", "rejection", "approval");
        return reasoned(kinds.get(random.nextInt(kinds.size())), invoice);
    }

    private Request correction(String invoice, boolean forced) {
        Asked asked = ask(invoice, forced);
        Map<String, Object> body = new HashMap<>();
        body.put("expected_review_version", asked.expectedReviewVersion());
        // Never the same value twice, so that each accepted correction is an event.
        body.put("changes", Map.of(TERMS.get(random.nextInt(TERMS.size())), number + "-" + words++));
        if (forced) {
            body.put("force", Map.of("reason", "soaked"));
        }
        return new Request(asked, "correction", body);
    }

    private Request reasoned(String kind, String invoice) {
        Asked asked = ask(invoice, false);
        String why = kind.equals("approval") ? "reason" : "reason_code";
        return new Request(asked, kind, Map.of("expected_review_version", asked.expectedReviewVersion(), why, "other"));
    }

    private Asked ask(String invoice, boolean forced) {
        Asked asked = new Asked(number, invoice, UUID.randomUUID(), known(invoice), forced);
        ledger.asked.put(asked.key(), asked);
        return asked;
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
        if (destination.matches(".*\\.(comments|claim|presence)")) {
            ledger.count("heard of people");
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
