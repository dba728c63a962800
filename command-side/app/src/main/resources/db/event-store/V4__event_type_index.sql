-- Auditors ask for events of a type, some of which are rare: that of one in a thousand is hopeless to walk to.
CREATE INDEX event_type_recorded_at ON event_store.event (event_type, recorded_at, global_position);
