-- Nodes that start at the same moment come one after the other; until the end of this transaction.
SELECT pg_advisory_xact_lock(hashtextextended('countersign grants', 0));
-- The role that the service runs as may add to history and read it, no more.
GRANT USAGE ON SCHEMA event_store TO ${service_role};
GRANT SELECT, INSERT ON event_store.event, event_store.source_document, event_store.receipt TO ${service_role};
-- Claims and nodes come and go.
GRANT SELECT, INSERT, UPDATE, DELETE ON event_store.claim, event_store.running_node TO ${service_role};
