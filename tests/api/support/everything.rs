//! One row in every table of a practice, for tests about all tables alike.

use uuid::Uuid;

use super::{Sql, TestApp, TestPractice, new_id};

/// A practice in which no table is empty.
pub async fn furnished_practice<'a>(app: &'a TestApp, name: &str) -> TestPractice<'a> {
    let practice = app.practice(name).await;
    let therapist = practice.staff("Tess", &["owner", "therapist"]).await;
    let supervisor = practice.staff("Sam", &["supervisor"]).await;
    let (a, b) = (practice.client("Ada").await, practice.client("Ben").await);
    let couple = practice.couple(&a, &b).await;
    practice.care_for_couple(&therapist, couple).await;
    practice.supervise(&supervisor, &therapist).await;
    let sql = app.sql().await;
    sql.run(&rest(practice.id, therapist.id, a.id, couple)).await;
    sql.run(&erasing(practice.id, therapist.id, a.id, b.id)).await;
    sql.run(&second_factor(therapist.account)).await;
    practice
}

/// What a person has for all practices.
fn second_factor(account: Uuid) -> String {
    let (id, notice) = (new_id(), new_id());
    format!(
        r"
INSERT INTO second_factors (id, account_id, secret_sealed) VALUES ('{id}', '{account}', '\x01');
INSERT INTO recovery_codes (account_id, code_digest) VALUES ('{account}', '\x01');
INSERT INTO throttles (subject_digest, tries, tried_at, free_at) VALUES ('\x01', 1, now(), now()) ON CONFLICT DO NOTHING;
INSERT INTO known_places (place_digest, seen_at) VALUES ('\x01', now()) ON CONFLICT DO NOTHING;
INSERT INTO account_tokens (account_id, purpose, token_hash, expires_at) VALUES ('{account}', 'password_reset', decode(replace('{account}', '-', ''), 'hex'), now());
INSERT INTO notices (id, kind, locale, account_id, address_sealed, due_at)
    VALUES ('{notice}', 'password_changed', 'en', '{account}', '\x01', now() + interval '1 day');
"
    )
}

/// Asked for, held up, and done to somebody else.
fn erasing(practice: Uuid, staff: Uuid, client: Uuid, other: Uuid) -> String {
    format!(
        r"
INSERT INTO legal_holds (practice_id, client_id, reason_sealed, placed_by)
    VALUES ('{practice}', '{client}', '\x01', '{staff}');
INSERT INTO erasure_requests (practice_id, client_id, requested_by) VALUES ('{practice}', '{client}', '{client}');
INSERT INTO erasures (practice_id, client_id, erased_at) VALUES ('{practice}', '{other}', now());
"
    )
}

fn rest(practice: Uuid, staff: Uuid, client: Uuid, couple: Uuid) -> String {
    let (item, assignment, check_in, export, run) = (new_id(), new_id(), new_id(), new_id(), new_id());
    let id = new_id;
    format!(
        r#"
INSERT INTO invitations (practice_id, id, membership_id, email, token_hash, expires_at, created_by)
    VALUES ('{practice}', '{}', '{client}', 'ada@example.org', '\x01', now() + interval '7 days', '{staff}');
INSERT INTO attachment_patterns (practice_id, client_id, pattern, source, assessed_on, recorded_by)
    VALUES ('{practice}', '{client}', 'anxious', 'clinician', '2026-03-02', '{staff}');
INSERT INTO library_items (practice_id, id, key, kind, built_in) VALUES ('{practice}', '{item}', 'listening', 'habit', true);
INSERT INTO library_versions (practice_id, item_id, number, title, summary, rationale, audiences, default_cadence, tags,
        contraindications, unsuitable_under_hold, content)
    VALUES ('{practice}', '{item}', 1, 'Listening', 'Listen', 'It helps', '{{couple}}', '{{}}', '{{}}', '{{}}', false, '{{}}');
INSERT INTO assignments (practice_id, id, couple_id, item_id, status, starts_on, revision, assigned_by)
    VALUES ('{practice}', '{assignment}', '{couple}', '{item}', 'active', '2026-03-02', 1, '{staff}');
INSERT INTO assignment_revisions (practice_id, assignment_id, number, effective_from, item_id, item_version, cadence,
        time_zone, day_start, week_start, created_by, item_key, item_kind, item_title, mode)
    VALUES ('{practice}', '{assignment}', 1, '2026-03-02', '{item}', 1, '{{}}', 'Europe/London', '03:00', 'monday', '{staff}',
        'listening', 'habit', 'Listening', 'each');
INSERT INTO programmes (practice_id, id, key, built_in, number) VALUES ('{practice}', '{item}', 'weeks', false, 1);
INSERT INTO programme_versions (practice_id, programme_id, number, title, summary, weeks, steps)
    VALUES ('{practice}', '{item}', 1, 'Weeks', 'A start', 1, '[]');
INSERT INTO enrolments (practice_id, id, couple_id, programme_id, number, status, starts_on, enrolled_by)
    VALUES ('{practice}', '{assignment}', '{couple}', '{item}', 1, 'active', '2026-03-02', '{staff}');
INSERT INTO enrolments (practice_id, id, client_id, programme_id, number, status, starts_on, enrolled_by)
    VALUES ('{practice}', '{check_in}', '{client}', '{item}', 1, 'active', '2026-03-02', '{staff}');
INSERT INTO enrolment_steps (practice_id, enrolment_id, position, recipient_id, client_id, item_id)
    VALUES ('{practice}', '{assignment}', 1, '{client}', '{client}', '{item}');
INSERT INTO enrolment_releases (practice_id, enrolment_id, position, recipient_id, client_id, assignment_id, released_at)
    VALUES ('{practice}', '{assignment}', 1, '{client}', '{client}', '{assignment}', now());
INSERT INTO plans (practice_id, id, couple_id, created_by) VALUES ('{practice}', '{assignment}', '{couple}', '{staff}');
INSERT INTO plan_parts (practice_id, plan_id, client_id, assignment_id)
    VALUES ('{practice}', '{assignment}', '{client}', '{assignment}');
INSERT INTO assignment_participants (practice_id, assignment_id, client_id) VALUES ('{practice}', '{assignment}', '{client}');
INSERT INTO assignment_changes (practice_id, id, assignment_id, client_id, from_day, changed_at)
    VALUES ('{practice}', '{assignment}', '{assignment}', '{client}', '2026-03-02', now());
INSERT INTO assignment_pauses (practice_id, id, assignment_id, starts_on, created_by)
    VALUES ('{practice}', '{}', '{assignment}', '2026-03-02', '{staff}');
INSERT INTO check_ins (practice_id, client_id, id, assignment_id, couple_id, revision, purpose, occurred_at, time_zone,
        local_date, outcome, visibility, first_digest)
    VALUES ('{practice}', '{client}', '{check_in}', '{assignment}', '{couple}', 1, 'practice', now(), 'Europe/London',
        '2026-03-02', 'done', 'therapist', '\x01');
INSERT INTO check_in_personals (practice_id, client_id, check_in_id, visibility, words_sealed)
    VALUES ('{practice}', '{client}', '{check_in}', 'therapist', '\x01');
INSERT INTO check_in_versions (practice_id, client_id, check_in_id, version, state_sealed, visibility, edited_by)
    VALUES ('{practice}', '{client}', '{check_in}', 1, '\x01', 'therapist', '{client}');
INSERT INTO check_in_feedback (practice_id, id, client_id, check_in_id, written_by, text_sealed)
    VALUES ('{practice}', '{check_in}', '{client}', '{check_in}', '{staff}', '\x01');
INSERT INTO check_in_feedback_versions (practice_id, feedback_id, version, text_sealed, edited_by)
    VALUES ('{practice}', '{check_in}', 1, '\x01', '{staff}');
INSERT INTO check_in_reviews (practice_id, client_id, check_in_id, state, team_version, reviewed_by)
    VALUES ('{practice}', '{client}', '{check_in}', 'seen', 1, '{staff}');
INSERT INTO shared_check_ins (practice_id, couple_id, id, author_ref, client_id, check_in_id, assignment_id, purpose,
        local_date, outcome, count)
    VALUES ('{practice}', '{couple}', '{}', '{check_in}', '{client}', '{check_in}', '{assignment}', 'practice', '2026-03-02', 'done', 1);
INSERT INTO journal_entries (practice_id, client_id, id, couple_id, written_at, time_zone, local_date, visibility, words_sealed,
        first_digest)
    VALUES ('{practice}', '{client}', '{check_in}', '{couple}', now(), 'Europe/London', '2026-03-02', 'private', '\x01', '\x01');
INSERT INTO journal_entry_versions (practice_id, client_id, entry_id, version, state_sealed, visibility, edited_by)
    VALUES ('{practice}', '{client}', '{check_in}', 1, '\x01', 'private', '{client}');
INSERT INTO shared_journal_entries (practice_id, couple_id, id, author_ref, client_id, entry_id, local_date, words_sealed)
    VALUES ('{practice}', '{couple}', '{check_in}', '{check_in}', '{client}', '{check_in}', '2026-03-02', '\x01');
INSERT INTO boundaries (practice_id, client_id, id, couple_id, item_id, item_version, purpose, written_at, time_zone, local_date,
        visibility, words_sealed, first_digest)
    VALUES ('{practice}', '{client}', '{check_in}', '{couple}', '{item}', 1, 'connection', now(), 'Europe/London', '2026-03-02',
        'private', '\x01', '\x01');
INSERT INTO boundary_versions (practice_id, client_id, boundary_id, version, state_sealed, visibility, edited_by)
    VALUES ('{practice}', '{client}', '{check_in}', 1, '\x01', 'private', '{client}');
INSERT INTO shared_boundaries (practice_id, couple_id, id, author_ref, client_id, boundary_id, local_date, words_sealed)
    VALUES ('{practice}', '{couple}', '{check_in}', '{check_in}', '{client}', '{check_in}', '2026-03-02', '\x01');
INSERT INTO boundary_uses (practice_id, client_id, id, boundary_id, started_at, time_zone, local_date, visibility, first_digest)
    VALUES ('{practice}', '{client}', '{check_in}', '{check_in}', now(), 'Europe/London', '2026-03-02', 'private', '\x01');
INSERT INTO boundary_use_versions (practice_id, client_id, use_id, version, state_sealed, visibility, edited_by)
    VALUES ('{practice}', '{client}', '{check_in}', 1, '\x01', 'private', '{client}');
INSERT INTO life_events (practice_id, client_id, id, happened_on, visibility, title_sealed, first_digest)
    VALUES ('{practice}', '{client}', '{check_in}', '2026-03-02', 'private', '\x01', '\x01');
INSERT INTO life_event_versions (practice_id, client_id, event_id, version, state_sealed, visibility, happened_on)
    VALUES ('{practice}', '{client}', '{check_in}', 1, '\x01', 'private', '2026-02-14');
INSERT INTO appointments (practice_id, id, client_id, staff_id, kind, starts_at, minutes, time_zone, status)
    VALUES ('{practice}', '{check_in}', '{client}', '{staff}', 'session', now(), 50, 'Europe/London', 'held');
INSERT INTO instrument_retirements (practice_id, instrument_key, retired_at, changed_by) VALUES ('{practice}', 'evenings', now(), '{staff}');
INSERT INTO instrument_versions (practice_id, id, key, number, content, created_by)
    VALUES ('{practice}', '{assignment}', 'evenings', 1, '{{}}', '{staff}');
INSERT INTO instrument_wordings (practice_id, instrument_key, instrument_number, wording, imported_by)
    VALUES ('{practice}', 'evenings', 1, '{{}}', '{staff}');
INSERT INTO measure_requests (practice_id, id, client_id, made_with, instrument_key, rhythm, starts_on, every_weeks, requested_by)
    VALUES ('{practice}', '{}', '{client}', '{}', 'phq-9', 'weeks', '2026-03-02', 4, '{staff}');
INSERT INTO measures (practice_id, client_id, id, instrument_key, instrument_number, screen, administration, entered_by, occurred_at,
        time_zone, local_date, answers_sealed, complete, first_digest)
    VALUES ('{practice}', '{client}', '{check_in}', 'phq-9', 1, false, 'client', '{client}', now(), 'Europe/London',
        '2026-03-02', '\x01', true, '\x01');
INSERT INTO measure_versions (practice_id, client_id, measure_id, version, state_sealed, edited_by)
    VALUES ('{practice}', '{client}', '{check_in}', 1, '\x01', '{client}');
INSERT INTO pacts (practice_id, assignment_id, number, couple_id, client_id, author_number, partner_number, item_version,
        words_sealed, local_date)
    VALUES ('{practice}', '{assignment}', 1, '{couple}', '{client}', 1, 1, 1, '\x01', '2026-03-02');
INSERT INTO pact_acceptances (practice_id, assignment_id, number, couple_id, client_id, reaches_partner, accepted_at)
    VALUES ('{practice}', '{assignment}', 1, '{couple}', '{client}', true, now());
INSERT INTO retros (practice_id, couple_id, number, month, local_date, client_id, words_sealed)
    VALUES ('{practice}', '{couple}', 1, '2026-03-01', '2026-03-02', '{client}', '\x01');
INSERT INTO retro_readers (practice_id, couple_id, number, client_id, own_number)
    VALUES ('{practice}', '{couple}', 1, '{client}', 1);
INSERT INTO retro_wins (practice_id, couple_id, month, client_id, assignment_id, reader_id, kind, item_title, joint, since, until)
    VALUES ('{practice}', '{couple}', '2026-03-01', '{client}', '{assignment}', '{client}', 'returned', 'Title', true,
        '2026-03-01', '2026-03-02');
INSERT INTO share_grants (practice_id, id, client_id, couple_id, assignment_id)
    VALUES ('{practice}', '{}', '{client}', '{couple}', '{assignment}');
INSERT INTO ruptures (practice_id, client_id, id, couple_id, occurred_at, time_zone, local_date, intensity, topic_sealed,
        visibility, first_digest)
    VALUES ('{practice}', '{client}', '{check_in}', '{couple}', now(), 'Europe/London', '2026-03-02', 5, '\x01', 'therapist', '\x01');
INSERT INTO rupture_versions (practice_id, client_id, rupture_id, version, state_sealed, visibility)
    VALUES ('{practice}', '{client}', '{check_in}', 1, '\x01', 'therapist');
INSERT INTO shared_ruptures (practice_id, couple_id, id, author_ref, client_id, rupture_id, local_date, intensity, topic_sealed)
    VALUES ('{practice}', '{couple}', '{assignment}', '{assignment}', '{client}', '{check_in}', '2026-03-02', 5, '\x01');
INSERT INTO repairs (practice_id, client_id, id, couple_id, rupture_client_id, rupture_id, in_person, occurred_at, time_zone,
        local_date, own_done, impact_done, validate_done, do_over_done, words_sealed, visibility, first_digest)
    VALUES ('{practice}', '{client}', '{check_in}', '{couple}', '{client}', '{check_in}', true, now(), 'Europe/London',
        '2026-03-02', true, true, true, true, '\x01', 'therapist', '\x01');
INSERT INTO repair_versions (practice_id, client_id, repair_id, version, state_sealed, visibility)
    VALUES ('{practice}', '{client}', '{check_in}', 1, '\x01', 'therapist');
INSERT INTO shared_repairs (practice_id, couple_id, id, author_ref, client_id, repair_id, in_person, local_date, own_done,
        impact_done, validate_done, do_over_done, words_sealed)
    VALUES ('{practice}', '{couple}', '{assignment}', '{assignment}', '{client}', '{check_in}', true, '2026-03-02', true, true, true,
        true, '\x01');
INSERT INTO repair_responses (practice_id, client_id, shared_repair_id, author_ref, couple_id, repair_client_id, repair_id, answer,
        words_sealed, visibility)
    VALUES ('{practice}', '{client}', '{assignment}', '{assignment}', '{couple}', '{client}', '{check_in}', 'partly', '\x01', 'partner');
INSERT INTO repair_response_versions (practice_id, client_id, shared_repair_id, version, state_sealed)
    VALUES ('{practice}', '{client}', '{assignment}', 1, '\x01');
INSERT INTO shared_repair_responses (practice_id, couple_id, author_ref, client_id, shared_repair_id, answer, words_sealed)
    VALUES ('{practice}', '{couple}', '{assignment}', '{client}', '{assignment}', 'partly', '\x01');
INSERT INTO agreements (practice_id, couple_id, number, policy, text_sealed, proposed_by)
    VALUES ('{practice}', '{couple}', 1, 'limited', '\x01', '{staff}');
INSERT INTO agreement_signatures (practice_id, couple_id, number, client_id, line_sealed, reaches_partner, signed_at)
    VALUES ('{practice}', '{couple}', 1, '{client}', '\x01', true, now());
INSERT INTO disclosures (practice_id, id, client_id, couple_id, item_kind, item_id, recipient, ground, explanation_sealed,
        agreement_couple_id, agreement_number, disclosed_by)
    VALUES ('{practice}', '{}', '{client}', '{couple}', 'check_in', '{check_in}', 'partner', 'consent', '\x01', '{couple}', 1,
        '{staff}');
INSERT INTO contact_preferences (practice_id, client_id, channel, safe_times, version)
    VALUES ('{practice}', '{client}', 'email', '[]', 2);
INSERT INTO crisis_resources (practice_id, id, name, phone, hours, region)
    VALUES ('{practice}', '{}', 'Samaritans', '116 123', 'Always', 'United Kingdom');
INSERT INTO couple_end_plans (practice_id, couple_id, planned_by, at, job_id)
    VALUES ('{practice}', '{couple}', '{client}', now() + interval '90 days', '{}');
INSERT INTO safety_marks (practice_id, id, client_id, kind, reason_sealed, placed_by, placed_at)
    VALUES ('{practice}', '{}', '{client}', 'flag', '\x01', '{staff}', now());
INSERT INTO reports (practice_id, id, couple_id, audience, window_from, window_to, status, document_sealed, sha256,
        frozen_at, created_by)
    VALUES ('{practice}', '{}', '{couple}', 'clinician', '2026-03-02', '2026-03-29', 'draft', '\x01',
        decode(repeat('00', 32), 'hex'), now(), '{staff}');
INSERT INTO report_runs (practice_id, id, requested_by, asked, status, total)
    VALUES ('{practice}', '{run}', '{staff}', '{{"audience": "clinician"}}', 'queued', 1);
INSERT INTO report_run_items (practice_id, run_id, number, client_id) VALUES ('{practice}', '{run}', 1, '{client}');
INSERT INTO report_authorisations (practice_id, id, couple_id, words_sealed, valid_until, proposed_by)
    VALUES ('{practice}', '{assignment}', '{couple}', '\x01', '2027-03-02', '{staff}');
INSERT INTO report_authorisation_signatures (practice_id, authorisation_id, client_id, signed_at, counts)
    VALUES ('{practice}', '{assignment}', '{client}', now(), true);
INSERT INTO report_releases (practice_id, id, report_id, client_id, released_by, released_at)
    SELECT practice_id, '{check_in}', id, '{client}', '{staff}', now() FROM reports WHERE practice_id = '{practice}';
INSERT INTO audit_links (practice_id, number, event_id, sealed_at, mac)
    VALUES ('{practice}', 1, '{client}', now(), decode(repeat('00', 32), 'hex'));
INSERT INTO jobs (id, practice_id, kind, subject_id, due_at)
    VALUES ('{}', '{practice}', 'nothing', '{client}', now() + interval '1 year');
INSERT INTO exports (practice_id, id, client_id, requested_by, status, size, pieces, sha256, expires_at)
    VALUES ('{practice}', '{export}', '{client}', '{client}', 'succeeded', 1, 1, decode(repeat('00', 32), 'hex'), now());
INSERT INTO export_pieces (practice_id, export_id, number, bytes_sealed) VALUES ('{practice}', '{export}', 1, '\x01');
INSERT INTO idempotency_keys (practice_id, membership_id, key_digest, operation, payload_digest, resource_id)
    VALUES ('{practice}', '{staff}', '\x01', 'create_client', '\x01', '{client}');
"#,
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id(),
        id()
    )
}

/// Tables that are still empty: a test about all tables would say nothing about them.
pub async fn empty_tables(sql: &Sql, tables: &[String]) -> Vec<String> {
    let mut empty = Vec::new();
    for table in tables {
        if sql.number(&format!("SELECT count(*) FROM {table}")).await == 0 {
            empty.push(table.clone());
        }
    }
    empty
}
