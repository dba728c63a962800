-- Who had the views compared with the events, when, and with what result; and how far a run is, so that any node can go
-- on with it.
CREATE TABLE audit.comparison (
    run_id            uuid        PRIMARY KEY,
    started_by        text        NOT NULL,
    started_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at       timestamptz,
    state             text        NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
    -- Why it failed.
    failure           text,
    -- How many invoices there are to compare, up to which one; null until they are counted. What comes later is left out.
    total_invoices    bigint,
    until_invoice     uuid,
    checked_invoices  bigint      NOT NULL DEFAULT 0,
    found_differences bigint      NOT NULL DEFAULT 0,
    -- The invoice that was compared last.
    last_invoice      uuid
);
CREATE INDEX comparison_started_at ON audit.comparison (started_at, run_id);
-- One at a time.
CREATE UNIQUE INDEX comparison_running ON audit.comparison (state) WHERE state = 'running';

-- What it found, in that order; of many only the first.
CREATE TABLE audit.comparison_difference (
    run_id         uuid   NOT NULL,
    number         bigint NOT NULL,
    invoice_id     uuid   NOT NULL,
    view           text   NOT NULL,
    -- Of the row; null where it has none.
    review_version bigint,
    reason         text   NOT NULL,
    PRIMARY KEY (run_id, number)
);
