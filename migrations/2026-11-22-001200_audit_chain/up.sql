-- The audit trail is chained, and can be read by those who answer for it.

-- Each event's place in its practice's chain; the MAC covers the event whole and the link before. No foreign key to the
-- event: its check would lock, and so rewrite, every event that is sealed.
CREATE TABLE audit_links (
    practice_id uuid NOT NULL,
    number bigint NOT NULL CHECK (number >= 1),
    event_id uuid NOT NULL,
    sealed_at timestamptz NOT NULL,
    mac bytea NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (practice_id, number),
    CONSTRAINT audit_links_event UNIQUE (practice_id, event_id)
);
CALL protect_practice_table('audit_links', 'SELECT, INSERT');

-- Events that wait to be chained: entered in the transaction of the event, taken away in that of its link. So none is ever
-- skipped, however late it commits, and the work is that of what is new. The sealer may see whose events wait. The MAC
-- covers the event: one that the service did not make, or that was altered while it waited, is never chained. Who has not
-- the key cannot make it, so events from before this migration stay unchained.
CREATE TABLE audit_unsealed (
    practice_id uuid NOT NULL,
    event_id uuid NOT NULL,
    mac bytea NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (practice_id, event_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE audit_unsealed ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_unsealed FORCE ROW LEVEL SECURITY;
CREATE POLICY practice ON audit_unsealed FOR SELECT USING (practice_id = current_practice());
CREATE POLICY practice_sealer ON audit_unsealed FOR SELECT
    USING (current_setting('holdfast.audit_sealer', true) = 'on');
CREATE POLICY practice_insert ON audit_unsealed FOR INSERT
    WITH CHECK (current_setting('holdfast.audit_batch', true) = 'on' OR practice_id = current_practice());
CREATE POLICY practice_delete ON audit_unsealed FOR DELETE USING (practice_id = current_practice());
GRANT SELECT, INSERT, DELETE ON audit_unsealed TO holdfast_app;

-- The batch writer's rows pass by the setting alone: it is asked first.
ALTER POLICY practice_insert ON audit_events
    WITH CHECK (current_setting('holdfast.audit_batch', true) = 'on' OR practice_id = current_practice());

-- What is about safety marks is shown to nobody who reads the trail: it is in none of the indexes, so that looking for it
-- takes no longer than looking for what never was.
CREATE INDEX audit_events_by_time ON audit_events (practice_id, at, id) WHERE resource <> 'safety_mark';
CREATE INDEX audit_events_of_member ON audit_events (practice_id, membership_id, at, id)
    WHERE resource <> 'safety_mark';
CREATE INDEX audit_events_of_action ON audit_events (practice_id, action, at, id) WHERE resource <> 'safety_mark';
CREATE INDEX audit_events_of_client ON audit_events (practice_id, client_id, at, id)
    WHERE client_id IS NOT NULL AND resource <> 'safety_mark';
CREATE INDEX audit_events_of_couple ON audit_events (practice_id, couple_id, at, id)
    WHERE couple_id IS NOT NULL AND resource <> 'safety_mark';
-- Successes are nearly all there is: the index by time finds them.
CREATE INDEX audit_events_denied ON audit_events (practice_id, at, id)
    WHERE outcome = 'denied' AND resource <> 'safety_mark';
