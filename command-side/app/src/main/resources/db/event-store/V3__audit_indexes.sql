-- What auditors ask across invoices. Every list goes back in time, so time comes last but one in each index.
CREATE INDEX event_recorded_at ON event_store.event (recorded_at, global_position);
CREATE INDEX event_actor ON event_store.event ((metadata::json ->> 'actor'), recorded_at, global_position);
-- Forced corrections are rare: a walk through all events would find none for long.
CREATE INDEX event_forced ON event_store.event (recorded_at, global_position)
    WHERE event_type = 'InvoiceCorrected' AND payload LIKE '%"forced":{%';

-- Refused attempts stand in a stream for each node, and are asked for by invoice and by the instant of the first try.
-- Without its Z an instant sorts as text, whatever digits its fraction has.
CREATE INDEX event_attempt_of_invoice ON event_store.event (
        (payload::json ->> 'invoice_id'),
        ((payload::json ->> 'current_review_version')::bigint),
        (rtrim(payload::json ->> 'at', 'Z') COLLATE "C"),
        global_position)
    WHERE event_type = 'StaleDecisionRejected';
CREATE INDEX event_attempt_at ON event_store.event ((rtrim(payload::json ->> 'at', 'Z') COLLATE "C"), global_position)
    WHERE event_type = 'StaleDecisionRejected';
