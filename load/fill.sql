-- Fills a migrated database. Each step is one statement, told apart by a line that begins with "-- step:".
-- Run as superuser with session_replication_role = replica: what the constraints ask for holds by construction.
-- :practices, :clients (in each practice), :days (of history) and :per_client (check-ins) are replaced before.

-- step: ids
CREATE FUNCTION pg_temp.id_at(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE
    RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid;

-- step: people of the practices
CREATE TEMP TABLE people AS
SELECT practice.practice_id, practice.number AS practice_number, person.number, person.number < 5 AS is_staff,
    pg_temp.id_at(now() - :days * interval '1 day') AS id,
    pg_temp.id_at(now() - :days * interval '1 day') AS account_id
FROM (SELECT practice_id, row_number() OVER (ORDER BY practice_id) - 1 AS number FROM practices) practice,
    generate_series(0, :clients + 4) AS person (number);

-- step: clients with their therapist and couple: 60 of 100 clients are in a couple
CREATE TEMP TABLE cared AS
SELECT client.practice_id, client.number - 5 AS number, client.id AS client_id, staff.id AS staff_id,
    CASE WHEN client.number - 5 BETWEEN :clients / 50 AND :clients / 50 + :clients * 3 / 5 - 1
        THEN (client.number - 5 - :clients / 50) / 2 END AS couple_number
FROM people client JOIN people staff
    ON staff.practice_id = client.practice_id AND staff.is_staff AND staff.number = client.number % 5
WHERE NOT client.is_staff;

-- step: couples
CREATE TEMP TABLE pairs AS
SELECT practice_id, couple_number, min(staff_id::text)::uuid AS staff_id,
    pg_temp.id_at(now() - :days * interval '1 day') AS id
FROM cared WHERE couple_number IS NOT NULL GROUP BY practice_id, couple_number;

-- step: accounts
INSERT INTO accounts (id, email, password_hash) SELECT account_id, account_id || '@load.example', 'none' FROM people;

-- step: memberships
INSERT INTO memberships (practice_id, id, account_id, roles, status)
SELECT practice_id, id, account_id, ARRAY[CASE WHEN is_staff THEN 'therapist' ELSE 'client' END], 'active' FROM people;

-- step: directory
INSERT INTO account_memberships (account_id, practice_id, membership_id) SELECT account_id, practice_id, id FROM people;

-- step: staff
INSERT INTO staff (practice_id, id, name, email)
SELECT practice_id, id, 'Therapist ' || number, account_id || '@load.example' FROM people WHERE is_staff;

-- step: clients
INSERT INTO clients (practice_id, id, given_name, family_name, preferred_name, pronouns, email, phone, time_zone, language, status)
SELECT practice_id, id, 'Given' || number, 'Family' || practice_number, 'Name', 'they/them',
    account_id || '@load.example', '+44 1632 960000', 'Europe/London', 'en', 'active'
FROM people WHERE NOT is_staff;

-- step: couples
INSERT INTO couples (practice_id, id, started_on) SELECT practice_id, id, current_date - :days FROM pairs;

-- step: couple members
INSERT INTO couple_members (practice_id, couple_id, position, client_id)
SELECT cared.practice_id, pairs.id,
    row_number() OVER (PARTITION BY cared.practice_id, pairs.id ORDER BY cared.number), cared.client_id
FROM cared JOIN pairs USING (practice_id, couple_number);

-- step: care teams
INSERT INTO care_team_members (practice_id, id, staff_id, client_id, couple_id)
SELECT practice_id, pg_temp.id_at(now()), staff_id, client_id, NULL FROM cared
UNION ALL
SELECT practice_id, pg_temp.id_at(now()), staff_id, NULL, id FROM pairs;

-- step: the caseload of one therapist of each practice: 60 clients of 100
INSERT INTO care_team_members (practice_id, id, staff_id, client_id)
SELECT cared.practice_id, pg_temp.id_at(now()), staff.id, cared.client_id
FROM cared JOIN people staff ON staff.practice_id = cared.practice_id AND staff.number = 0
WHERE cared.number % 5 IN (1, 2);

-- step: library
INSERT INTO library_items (practice_id, id, key, kind, built_in, published_number)
SELECT practice_id, pg_temp.id_at(now() - :days * interval '1 day'), item ->> 'key', item -> 'content' ->> 'kind', true, 1
FROM practices, load_library;

-- step: library versions
INSERT INTO library_versions (practice_id, item_id, number, title, summary, rationale, audiences, default_cadence,
    default_minutes, tags, contraindications, unsuitable_under_hold, therapist_note, content, published_at)
SELECT practice_id, id, 1, item ->> 'title', item ->> 'summary', item ->> 'rationale',
    ARRAY(SELECT jsonb_array_elements_text(item -> 'audiences')), item -> 'default_cadence',
    (item ->> 'default_minutes')::integer, ARRAY(SELECT jsonb_array_elements_text(item -> 'tags')),
    ARRAY(SELECT jsonb_array_elements_text(item -> 'contraindications')), (item ->> 'unsuitable_under_hold')::boolean,
    item ->> 'therapist_note', item -> 'content', now()
FROM library_items JOIN load_library ON item ->> 'key' = key;

-- step: what can be assigned: habits, numbered by who they are for
CREATE TEMP TABLE habits AS
SELECT practice_id, item_id, key, kind, title, default_cadence, default_minutes, 'individual' = ANY (audiences) AS individual,
    CASE WHEN 'individual' = ANY (audiences) THEN 'individual' WHEN 'together' = ANY (audiences) THEN 'together' ELSE 'each' END AS mode,
    row_number() OVER (PARTITION BY practice_id, 'individual' = ANY (audiences) ORDER BY key) - 1 AS number,
    count(*) OVER (PARTITION BY practice_id, 'individual' = ANY (audiences)) AS of
FROM library_versions v JOIN library_items i USING (practice_id)
WHERE i.id = v.item_id AND kind = 'habit' AND default_cadence ->> 'type' = 'times_per_period';

-- step: assignments, three for each client on average: two clients in a hundred have 60, long in care
CREATE TEMP TABLE assigned AS
SELECT work.practice_id, pg_temp.id_at(now() - :days * interval '1 day' + slot * interval '1 minute') AS id, client_id, couple_id,
    staff_id, slot, mode, item_id, key, kind, title, default_cadence AS cadence, default_minutes AS minutes,
    CASE WHEN slot < 5 THEN 'active' ELSE 'completed' END AS status
FROM (
    SELECT practice_id, client_id, NULL::uuid AS couple_id, staff_id, number,
        CASE WHEN number < :clients / 50 THEN 60 WHEN number >= :clients * 78 / 100 THEN 2 ELSE 1 END AS count FROM cared
    UNION ALL
    SELECT practice_id, NULL, id, staff_id, couple_number, 2 FROM pairs
) work
CROSS JOIN LATERAL generate_series(0, work.count - 1) AS slot
JOIN habits ON habits.practice_id = work.practice_id AND habits.individual = (client_id IS NOT NULL)
    AND habits.number = (work.number + slot) % habits.of;

-- step: assignments
INSERT INTO assignments (practice_id, id, client_id, couple_id, item_id, status, starts_on, ends_on, revision, assigned_by)
SELECT practice_id, id, client_id, couple_id, item_id, status, current_date - :days,
    CASE WHEN status = 'completed' THEN current_date - 1 END, 1, staff_id
FROM assigned;

-- step: participants
INSERT INTO assignment_participants (practice_id, assignment_id, client_id, confidence)
SELECT practice_id, id, client_id, 7 FROM assigned WHERE client_id IS NOT NULL
UNION ALL
SELECT practice_id, id, member.client_id, 7 FROM assigned JOIN couple_members member USING (practice_id, couple_id);

-- step: appointments, one held two weeks ago and one tomorrow
INSERT INTO appointments (practice_id, id, client_id, staff_id, kind, starts_at, minutes, time_zone, status)
SELECT practice_id, pg_temp.id_at(now()), client_id, staff_id, 'session', now() + away, 50, 'Europe/London', status
FROM cared CROSS JOIN (VALUES (interval '-14 days', 'held'), (interval '1 day', 'planned')) AS met (away, status);

-- step: who may log what
CREATE TEMP TABLE logged AS
SELECT practice_id, client_id, assignment_id, couple_id,
    row_number() OVER (PARTITION BY practice_id, client_id ORDER BY couple_id NULLS FIRST, assignment_id) - 1 AS slot,
    count(*) OVER (PARTITION BY practice_id, client_id) AS of
FROM assignment_participants participant
JOIN (SELECT practice_id, id AS assignment_id, couple_id FROM assigned) a USING (practice_id, assignment_id);

-- step: order
CREATE INDEX ON logged (slot, of);

-- step: figures
ANALYZE logged;
