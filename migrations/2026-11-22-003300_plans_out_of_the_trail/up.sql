-- A plan to end a couple is known to whom it is of; the trail that the practice reads must not tell it.

DROP INDEX audit_events_by_time, audit_events_of_member, audit_events_of_action, audit_events_of_client, audit_events_of_couple,
    audit_events_denied;
CREATE INDEX audit_events_by_time ON audit_events (practice_id, at, id) WHERE resource NOT IN ('safety_mark', 'planned_end');
CREATE INDEX audit_events_of_member ON audit_events (practice_id, membership_id, at, id) WHERE resource NOT IN ('safety_mark', 'planned_end');
CREATE INDEX audit_events_of_action ON audit_events (practice_id, action, at, id) WHERE resource NOT IN ('safety_mark', 'planned_end');
CREATE INDEX audit_events_of_client ON audit_events (practice_id, client_id, at, id)
    WHERE client_id IS NOT NULL AND resource NOT IN ('safety_mark', 'planned_end');
CREATE INDEX audit_events_of_couple ON audit_events (practice_id, couple_id, at, id)
    WHERE couple_id IS NOT NULL AND resource NOT IN ('safety_mark', 'planned_end');
CREATE INDEX audit_events_denied ON audit_events (practice_id, at, id)
    WHERE outcome = 'denied' AND resource NOT IN ('safety_mark', 'planned_end');
