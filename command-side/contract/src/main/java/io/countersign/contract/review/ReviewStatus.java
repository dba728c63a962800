package io.countersign.contract.review;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a review stands. */
public enum ReviewStatus {
    @JsonProperty("received")
    RECEIVED,
    /** Corrected at least once. */
    @JsonProperty("in_review")
    IN_REVIEW,
    @JsonProperty("approved")
    APPROVED,
    @JsonProperty("rejected")
    REJECTED,
    @JsonProperty("on_hold")
    ON_HOLD;

    /** Whether the invoice may be corrected, approved, rejected or put on hold as it stands. */
    public boolean isOpen() {
        return this == RECEIVED || this == IN_REVIEW;
    }
}
