-- Which events operators had passed over by a view that could not take them in: who, when, what, and why it could not.
CREATE TABLE audit.dropped_event (
    drop_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dropped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    dropped_by text        NOT NULL,
    processor  text        NOT NULL,
    invoice_id uuid        NOT NULL,
    version    bigint      NOT NULL,
    event_type text        NOT NULL,
    cause      text        NOT NULL,
    message    text        NOT NULL,
    parked_at  timestamptz NOT NULL
);
CREATE INDEX dropped_event_of_invoice ON audit.dropped_event (invoice_id, processor, version);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.dropped_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
