package io.countersign.query.invoicedetail;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.ProblemException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** The version that was asked for is not there yet: 503 {@code VIEW_BEHIND} with {@code Retry-After}. */
final class ViewBehind extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient InvoiceId invoiceId;
    private final long minVersion;

    ViewBehind(InvoiceId invoiceId, long minVersion) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                "VIEW_BEHIND",
                "That version is not here yet",
                "Version " + minVersion + " did not arrive in time. Ask again in a moment.");
        this.invoiceId = invoiceId;
        this.minVersion = minVersion;
    }

    @Override
    public Map<String, Object> members() {
        return Map.of("invoice_id", invoiceId, "min_version", minVersion);
    }

    @Override
    public HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "1");
        return headers;
    }
}
