package io.countersign.contract.findings;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much a finding weighs. */
public enum Severity {
    /** Approval needs a reason while it stands. */
    @JsonProperty("error")
    ERROR,
    @JsonProperty("warning")
    WARNING
}
