DROP INDEX audit_events_denied, audit_events_of_couple, audit_events_of_client, audit_events_of_action,
    audit_events_of_member, audit_events_by_time;
ALTER POLICY practice_insert ON audit_events
    WITH CHECK (practice_id = current_practice() OR current_setting('holdfast.audit_batch', true) = 'on');
DROP TABLE audit_unsealed, audit_links;
