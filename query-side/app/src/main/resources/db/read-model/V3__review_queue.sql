-- What the queue shows of each invoice. A value that cannot be read as what its column holds is null.
CREATE TABLE read_model.review_queue (
    invoice_id         uuid        PRIMARY KEY,
    review_version     bigint      NOT NULL,
    status             text        NOT NULL,
    invoice_number     text,
    seller_name        text,
    buyer_name         text,
    issue_date         date,
    due_date           date,
    currency           text,
    amount_due         numeric,
    error_findings     int         NOT NULL,
    changed_at         timestamptz NOT NULL,
    changed_by         text        NOT NULL,
    -- Sorted and searched by these: without case and accents, made by the service, so that they do not depend on the
    -- collation of the database; short enough for an index.
    invoice_number_key text        COLLATE "C",
    seller_name_key    text        COLLATE "C",
    buyer_name_key     text        COLLATE "C",
    search_text        text        COLLATE "C" NOT NULL,
    -- The review as folded so far, kept out of the rows that a page reads.
    review             json        NOT NULL
) WITH (fillfactor = 80, toast_tuple_target = 256);

-- One for each order that a page can have; the id makes it total. Both directions read the same index.
CREATE INDEX review_queue_changed_at ON read_model.review_queue (changed_at, invoice_id);
CREATE INDEX review_queue_due_date ON read_model.review_queue (due_date, invoice_id);
CREATE INDEX review_queue_issue_date ON read_model.review_queue (issue_date, invoice_id);
CREATE INDEX review_queue_amount_due ON read_model.review_queue (amount_due, invoice_id);
CREATE INDEX review_queue_invoice_number ON read_model.review_queue (invoice_number_key, invoice_id);
CREATE INDEX review_queue_seller_name ON read_model.review_queue (seller_name_key, invoice_id);
CREATE INDEX review_queue_buyer_name ON read_model.review_queue (buyer_name_key, invoice_id);
CREATE INDEX review_queue_error_findings ON read_model.review_queue (error_findings, invoice_id);
-- The tabs of the queue, in the orders that people keep it in.
CREATE INDEX review_queue_status_changed_at ON read_model.review_queue (status, changed_at, invoice_id);
CREATE INDEX review_queue_status_due_date ON read_model.review_queue (status, due_date, invoice_id);

-- Text within a name is found by an index where PostgreSQL brings trigrams, by reading all rows where it does not.
DO $$
DECLARE
    trigrams text;
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
        CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA read_model;
        SELECT n.nspname INTO trigrams
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
        EXECUTE format(
            'CREATE INDEX review_queue_search ON read_model.review_queue USING gin (search_text %I.gin_trgm_ops)',
            trigrams);
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'Searching the queue reads all rows: this role may not create the extension pg_trgm';
END;
$$;
