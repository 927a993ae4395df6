// @generated automatically by Diesel CLI.

diesel::table! {
    account_memberships (account_id, practice_id, membership_id) {
        account_id -> Uuid,
        practice_id -> Uuid,
        membership_id -> Uuid,
    }
}

diesel::table! {
    accounts (id) {
        id -> Uuid,
        email -> Text,
        password_hash -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    assignment_participants (practice_id, assignment_id, client_id) {
        practice_id -> Uuid,
        assignment_id -> Uuid,
        client_id -> Uuid,
        confidence -> Nullable<Int2>,
        barrier_plan_sealed -> Nullable<Bytea>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    assignment_pauses (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        assignment_id -> Uuid,
        client_id -> Nullable<Uuid>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        created_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    assignment_revisions (practice_id, assignment_id, number) {
        practice_id -> Uuid,
        assignment_id -> Uuid,
        number -> Int4,
        effective_from -> Date,
        item_id -> Uuid,
        item_version -> Int4,
        cadence -> Jsonb,
        minutes -> Nullable<Int4>,
        time_zone -> Text,
        day_start -> Text,
        week_start -> Text,
        rationale_sealed -> Nullable<Bytea>,
        created_by -> Uuid,
        created_at -> Timestamptz,
        item_key -> Text,
        item_kind -> Text,
        item_title -> Text,
    }
}

diesel::table! {
    assignments (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Nullable<Uuid>,
        couple_id -> Nullable<Uuid>,
        mode -> Text,
        item_id -> Uuid,
        status -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        revision -> Int4,
        assigned_by -> Uuid,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        context_id -> Uuid,
    }
}

diesel::table! {
    attachment_patterns (practice_id, client_id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        pattern -> Text,
        source -> Text,
        assessed_on -> Date,
        note_sealed -> Nullable<Bytea>,
        recorded_by -> Uuid,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    audit_events (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        at -> Timestamptz,
        account_id -> Uuid,
        membership_id -> Uuid,
        session_id -> Nullable<Uuid>,
        acting_as -> Array<Text>,
        action -> Text,
        resource -> Text,
        resource_id -> Nullable<Uuid>,
        client_id -> Nullable<Uuid>,
        couple_id -> Nullable<Uuid>,
        outcome -> Text,
        request_id -> Uuid,
    }
}

diesel::table! {
    care_team_members (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        staff_id -> Uuid,
        client_id -> Nullable<Uuid>,
        couple_id -> Nullable<Uuid>,
        ended_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        context_id -> Uuid,
    }
}

diesel::table! {
    check_in_personals (practice_id, client_id, check_in_id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        check_in_id -> Uuid,
        visibility -> Text,
        effort -> Nullable<Int2>,
        helpfulness -> Nullable<Int2>,
        closeness -> Nullable<Int2>,
        words_sealed -> Bytea,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    check_in_versions (practice_id, client_id, check_in_id, version) {
        practice_id -> Uuid,
        client_id -> Uuid,
        check_in_id -> Uuid,
        version -> Int4,
        state_sealed -> Bytea,
        visibility -> Text,
        edited_by -> Uuid,
        edited_at -> Timestamptz,
        team_version -> Nullable<Int4>,
    }
}

diesel::table! {
    check_ins (practice_id, client_id, id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        id -> Uuid,
        assignment_id -> Uuid,
        couple_id -> Nullable<Uuid>,
        revision -> Int4,
        purpose -> Text,
        occurred_at -> Timestamptz,
        time_zone -> Text,
        local_date -> Date,
        outcome -> Text,
        count -> Int4,
        minutes -> Nullable<Int4>,
        visibility -> Text,
        partner_ref -> Nullable<Uuid>,
        partner_version -> Int4,
        first_digest -> Bytea,
        received_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        team_version -> Int4,
        team_changed_at -> Nullable<Timestamptz>,
        partner_changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    clients (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        given_name -> Text,
        family_name -> Text,
        preferred_name -> Nullable<Text>,
        pronouns -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        address -> Nullable<Text>,
        time_zone -> Text,
        language -> Text,
        day_start -> Nullable<Text>,
        status -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    couple_members (practice_id, couple_id, position) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        position -> Int2,
        client_id -> Uuid,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    couples (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        started_on -> Date,
        ended_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_keys (practice_id, membership_id, key_digest) {
        practice_id -> Uuid,
        membership_id -> Uuid,
        key_digest -> Bytea,
        operation -> Text,
        payload_digest -> Bytea,
        resource_id -> Uuid,
        secret_sealed -> Nullable<Bytea>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        membership_id -> Uuid,
        email -> Text,
        token_hash -> Bytea,
        expires_at -> Timestamptz,
        accepted_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        created_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    library_items (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        key -> Text,
        kind -> Text,
        built_in -> Bool,
        copied_from -> Nullable<Uuid>,
        published_number -> Nullable<Int4>,
        draft_number -> Nullable<Int4>,
        retired_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    library_versions (practice_id, item_id, number) {
        practice_id -> Uuid,
        item_id -> Uuid,
        number -> Int4,
        title -> Text,
        summary -> Text,
        rationale -> Text,
        audiences -> Array<Text>,
        default_cadence -> Jsonb,
        default_minutes -> Nullable<Int4>,
        tags -> Array<Text>,
        contraindications -> Array<Text>,
        unsuitable_under_hold -> Bool,
        therapist_note -> Nullable<Text>,
        content -> Jsonb,
        published_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    memberships (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        account_id -> Nullable<Uuid>,
        roles -> Array<Text>,
        status -> Text,
        access_version -> Int4,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    practice_keys (practice_id, number) {
        practice_id -> Uuid,
        number -> Int4,
        wrapped_key -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    practices (practice_id) {
        practice_id -> Uuid,
        name -> Text,
        time_zone -> Text,
        language -> Text,
        day_start -> Text,
        week_start -> Text,
        streaks_shown -> Bool,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        second_factor_required -> Bool,
    }
}

diesel::table! {
    recovery_codes (account_id, code_digest) {
        account_id -> Uuid,
        code_digest -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    refresh_tokens (practice_id, token_hash) {
        practice_id -> Uuid,
        token_hash -> Bytea,
        session_id -> Uuid,
        replaced_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    reports (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Nullable<Uuid>,
        couple_id -> Nullable<Uuid>,
        audience -> Text,
        window_from -> Date,
        window_to -> Date,
        status -> Text,
        document_sealed -> Bytea,
        sha256 -> Bytea,
        frozen_at -> Timestamptz,
        created_by -> Uuid,
        finalised_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        context_id -> Uuid,
    }
}

diesel::table! {
    safety_marks (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        kind -> Text,
        reason_sealed -> Bytea,
        placed_by -> Uuid,
        placed_at -> Timestamptz,
        lifted_by -> Nullable<Uuid>,
        lifted_at -> Nullable<Timestamptz>,
        lift_reason_sealed -> Nullable<Bytea>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    second_factors (id) {
        id -> Uuid,
        account_id -> Uuid,
        secret_sealed -> Bytea,
        confirmed_at -> Nullable<Timestamptz>,
        last_step -> Int8,
        failures -> Int4,
        failed_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sessions (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        membership_id -> Uuid,
        account_id -> Uuid,
        device -> Nullable<Text>,
        refreshed_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        proved_at -> Timestamptz,
        second_factor_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    shared_check_ins (practice_id, couple_id, id) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        check_in_id -> Uuid,
        assignment_id -> Uuid,
        purpose -> Text,
        local_date -> Date,
        outcome -> Text,
        count -> Int4,
        minutes -> Nullable<Int4>,
        effort -> Nullable<Int2>,
        helpfulness -> Nullable<Int2>,
        closeness -> Nullable<Int2>,
        words_sealed -> Nullable<Bytea>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Uuid,
        public_key -> Bytea,
        private_key_sealed -> Bytea,
        created_at -> Timestamptz,
        retired_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    staff (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        name -> Text,
        email -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    supervisions (practice_id, supervisor_id, supervisee_id) {
        practice_id -> Uuid,
        supervisor_id -> Uuid,
        supervisee_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    account_memberships,
    accounts,
    assignment_participants,
    assignment_pauses,
    assignment_revisions,
    assignments,
    attachment_patterns,
    audit_events,
    care_team_members,
    check_in_personals,
    check_in_versions,
    check_ins,
    clients,
    couple_members,
    couples,
    idempotency_keys,
    invitations,
    library_items,
    library_versions,
    memberships,
    practice_keys,
    practices,
    recovery_codes,
    refresh_tokens,
    reports,
    safety_marks,
    second_factors,
    sessions,
    shared_check_ins,
    signing_keys,
    staff,
    supervisions,
);
