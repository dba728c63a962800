-- The role that the service runs as may add to history and read it, no more.
GRANT USAGE ON SCHEMA event_store TO ${service_role};
GRANT SELECT, INSERT ON event_store.event, event_store.source_document, event_store.receipt TO ${service_role};
-- Claims come and go.
GRANT SELECT, INSERT, UPDATE, DELETE ON event_store.claim TO ${service_role};
