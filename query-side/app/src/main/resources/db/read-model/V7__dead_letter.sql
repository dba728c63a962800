-- Events that a view cannot take in, for each invoice the first. The event itself and what waits behind it stay in the
-- store.
CREATE TABLE read_model.dead_letter (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    processor  text        NOT NULL,
    invoice_id uuid        NOT NULL,
    -- Its number in its stream.
    version    bigint      NOT NULL,
    event_type text        NOT NULL,
    -- What went wrong when it was tried last, without content of the invoice.
    cause      text        NOT NULL,
    message    text        NOT NULL,
    parked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    tried_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    tries      int         NOT NULL DEFAULT 1,
    -- The rebuild whose view lacks it; null for the view that serves.
    rebuild    uuid,
    UNIQUE NULLS NOT DISTINCT (processor, invoice_id, rebuild)
);
CREATE INDEX dead_letter_of_processor ON read_model.dead_letter (processor, id);
