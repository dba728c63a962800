-- Who had a view rebuilt, when, and with what result; and how far a run is, so that any node can go on with it.
CREATE TABLE audit.rebuild (
    run_id            uuid        PRIMARY KEY,
    processor         text        NOT NULL,
    requested_by      text        NOT NULL,
    requested_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at       timestamptz,
    state             text        NOT NULL DEFAULT 'running'
        CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
    -- Why it failed.
    failure           text,
    phase             text        NOT NULL DEFAULT 'waiting'
        CHECK (phase IN ('waiting', 'reading', 'indexing', 'catching_up', 'comparing')),
    -- How many events there were to read; null until they are counted.
    total_events      bigint,
    done_events       bigint      NOT NULL DEFAULT 0,
    reading_since     timestamptz,
    read_until        timestamptz,
    switched_at       timestamptz,
    -- Before that moment nobody asks for the locks of the switch again.
    paused_until      timestamptz,
    -- How far the processor had read, with the gaps below, when the rebuild last caught up with it; in the end, at the switch.
    position          bigint      NOT NULL DEFAULT -1,
    gaps              bigint[]    NOT NULL DEFAULT '{}',
    -- What was compared with the view before: up to which invoice, and how many rows were not what the events say.
    last_invoice      uuid,
    compared_invoices bigint      NOT NULL DEFAULT 0,
    found_differences bigint      NOT NULL DEFAULT 0
);
CREATE INDEX rebuild_requested_at ON audit.rebuild (processor, requested_at, run_id);
-- One at a time.
CREATE UNIQUE INDEX rebuild_running ON audit.rebuild (processor) WHERE state = 'running';

-- Beside the run, so that nobody who asks for it waits for the step that is under way.
CREATE TABLE audit.rebuild_cancellation (
    run_id       uuid        PRIMARY KEY,
    cancelled_by text        NOT NULL,
    cancelled_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What in the view before was not what the events say, in that order; of many only the first. No content: operators read it.
CREATE TABLE audit.rebuild_difference (
    run_id         uuid   NOT NULL,
    number         bigint NOT NULL,
    invoice_id     uuid   NOT NULL,
    -- Of the row; null where it has none.
    review_version bigint,
    member         text   NOT NULL,
    PRIMARY KEY (run_id, number)
);

-- As with other runs: that there was one stays, and once it has ended, so does what it says and what it found.
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON audit.rebuild
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER ended BEFORE UPDATE ON audit.rebuild
    FOR EACH ROW WHEN (OLD.state <> 'running') EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.rebuild_cancellation
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.rebuild_difference
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
