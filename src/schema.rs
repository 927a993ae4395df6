// @generated automatically by Diesel CLI.

diesel::table! {
    account_memberships (account_id, practice_id, membership_id) {
        account_id -> Uuid,
        practice_id -> Uuid,
        membership_id -> Uuid,
    }
}

diesel::table! {
    account_tokens (account_id, purpose) {
        account_id -> Uuid,
        purpose -> Text,
        token_hash -> Bytea,
        new_email -> Nullable<Text>,
        expires_at -> Timestamptz,
        created_at -> Timestamptz,
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
        sessions_end_before -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    agreement_signatures (practice_id, couple_id, number, client_id) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        number -> Int4,
        client_id -> Uuid,
        line_sealed -> Nullable<Bytea>,
        reaches_partner -> Bool,
        signed_at -> Timestamptz,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    agreements (practice_id, couple_id, number) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        number -> Int4,
        policy -> Text,
        text_sealed -> Bytea,
        proposed_by -> Uuid,
        superseded_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    appointments (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Nullable<Uuid>,
        couple_id -> Nullable<Uuid>,
        context_id -> Uuid,
        external_id -> Nullable<Text>,
        staff_id -> Uuid,
        kind -> Text,
        starts_at -> Timestamptz,
        minutes -> Int4,
        time_zone -> Text,
        status -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    assignment_changes (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        assignment_id -> Uuid,
        client_id -> Nullable<Uuid>,
        from_day -> Date,
        to_day -> Nullable<Date>,
        changed_at -> Timestamptz,
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
        answer -> Nullable<Text>,
        suggested_times -> Nullable<Int4>,
        suggested_times_max -> Nullable<Int4>,
        suggested_minutes -> Nullable<Int4>,
        answer_words_sealed -> Nullable<Bytea>,
        answered_revision -> Nullable<Int4>,
        answered_at -> Nullable<Timestamptz>,
        reminder_id -> Nullable<Uuid>,
        reminder_channel -> Nullable<Text>,
        reminder_times -> Nullable<Jsonb>,
        reminder_most_per_week -> Nullable<Int4>,
        reminded_until -> Nullable<Timestamptz>,
        reminders_counted_from -> Nullable<Date>,
        reminders_sent -> Int4,
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
        kind -> Text,
        reason_sealed -> Nullable<Bytea>,
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
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        item_key -> Text,
        item_kind -> Text,
        item_title -> Text,
        ends_on -> Nullable<Date>,
        mode -> Text,
        of_couple -> Bool,
        withdrawn_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    assignments (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Nullable<Uuid>,
        couple_id -> Nullable<Uuid>,
        item_id -> Uuid,
        status -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        revision -> Int4,
        assigned_by -> Nullable<Uuid>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        context_id -> Uuid,
        of_couple -> Bool,
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
    audit_links (practice_id, number) {
        practice_id -> Uuid,
        number -> Int8,
        event_id -> Uuid,
        sealed_at -> Timestamptz,
        mac -> Bytea,
    }
}

diesel::table! {
    audit_unsealed (practice_id, event_id) {
        practice_id -> Uuid,
        event_id -> Uuid,
        mac -> Bytea,
    }
}

diesel::table! {
    boundaries (practice_id, client_id, id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        id -> Uuid,
        couple_id -> Nullable<Uuid>,
        assignment_id -> Nullable<Uuid>,
        item_id -> Uuid,
        item_version -> Int4,
        purpose -> Text,
        written_at -> Timestamptz,
        time_zone -> Text,
        local_date -> Date,
        visibility -> Text,
        partner_ref -> Nullable<Uuid>,
        partner_version -> Int4,
        words_sealed -> Bytea,
        ended_at -> Nullable<Timestamptz>,
        first_digest -> Bytea,
        received_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        version -> Int4,
        team_version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    boundary_use_versions (practice_id, client_id, use_id, version) {
        practice_id -> Uuid,
        client_id -> Uuid,
        use_id -> Uuid,
        version -> Int4,
        state_sealed -> Bytea,
        visibility -> Text,
        edited_by -> Uuid,
        edited_at -> Timestamptz,
        team_version -> Nullable<Int4>,
    }
}

diesel::table! {
    boundary_uses (practice_id, client_id, id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        id -> Uuid,
        boundary_id -> Uuid,
        started_at -> Timestamptz,
        time_zone -> Text,
        local_date -> Date,
        return_due_at -> Nullable<Timestamptz>,
        returned_at -> Nullable<Timestamptz>,
        reconnected -> Nullable<Bool>,
        respected -> Nullable<Text>,
        visibility -> Text,
        notify_partner -> Bool,
        note_sealed -> Nullable<Bytea>,
        first_digest -> Bytea,
        received_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        version -> Int4,
        team_version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    boundary_versions (practice_id, client_id, boundary_id, version) {
        practice_id -> Uuid,
        client_id -> Uuid,
        boundary_id -> Uuid,
        version -> Int4,
        state_sealed -> Bytea,
        visibility -> Text,
        edited_by -> Uuid,
        edited_at -> Timestamptz,
        team_version -> Nullable<Int4>,
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
    check_in_feedback (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        check_in_id -> Uuid,
        written_by -> Uuid,
        text_sealed -> Bytea,
        deleted_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    check_in_feedback_versions (practice_id, feedback_id, version) {
        practice_id -> Uuid,
        feedback_id -> Uuid,
        version -> Int4,
        text_sealed -> Bytea,
        edited_by -> Uuid,
        edited_at -> Timestamptz,
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
    check_in_reviews (practice_id, client_id, check_in_id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        check_in_id -> Uuid,
        state -> Text,
        team_version -> Int4,
        reviewed_by -> Uuid,
        version -> Int4,
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
        share_grant_id -> Nullable<Uuid>,
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
        restricted_at -> Nullable<Timestamptz>,
        erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    contact_preferences (practice_id, client_id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        channel -> Text,
        safe_times -> Jsonb,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        quiet_times -> Jsonb,
    }
}

diesel::table! {
    couple_end_plans (practice_id, couple_id, planned_by) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        planned_by -> Uuid,
        at -> Timestamptz,
        job_id -> Uuid,
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
        withdrawals -> Int4,
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
        partners_apply_retros -> Bool,
        retro_settings_version -> Int4,
    }
}

diesel::table! {
    crisis_resources (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        name -> Text,
        phone -> Nullable<Text>,
        text_number -> Nullable<Text>,
        url -> Nullable<Text>,
        hours -> Text,
        region -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    disclosures (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        couple_id -> Nullable<Uuid>,
        item_kind -> Text,
        item_id -> Uuid,
        recipient -> Text,
        recipient_sealed -> Nullable<Bytea>,
        ground -> Text,
        explanation_sealed -> Bytea,
        agreement_couple_id -> Nullable<Uuid>,
        agreement_number -> Nullable<Int4>,
        disclosed_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    enrolment_releases (practice_id, enrolment_id, position, recipient_id) {
        practice_id -> Uuid,
        enrolment_id -> Uuid,
        position -> Int4,
        recipient_id -> Uuid,
        client_id -> Nullable<Uuid>,
        assignment_id -> Uuid,
        released_at -> Timestamptz,
    }
}

diesel::table! {
    enrolment_steps (practice_id, enrolment_id, position, recipient_id) {
        practice_id -> Uuid,
        enrolment_id -> Uuid,
        position -> Int4,
        recipient_id -> Uuid,
        client_id -> Nullable<Uuid>,
        item_id -> Nullable<Uuid>,
        held_up_by -> Nullable<Text>,
        changes -> Int4,
        changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    enrolments (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Nullable<Uuid>,
        couple_id -> Nullable<Uuid>,
        programme_id -> Uuid,
        number -> Int4,
        status -> Text,
        starts_on -> Date,
        shifted_days -> Int4,
        paused_on -> Nullable<Date>,
        enrolled_by -> Uuid,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        context_id -> Uuid,
    }
}

diesel::table! {
    erasure_requests (practice_id, client_id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        requested_by -> Uuid,
        last_act_at -> Nullable<Timestamptz>,
        started_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    erasures (practice_id, client_id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        erased_at -> Timestamptz,
    }
}

diesel::table! {
    export_pieces (practice_id, export_id, number) {
        practice_id -> Uuid,
        export_id -> Uuid,
        number -> Int4,
        bytes_sealed -> Bytea,
    }
}

diesel::table! {
    exports (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        requested_by -> Uuid,
        status -> Text,
        size -> Nullable<Int8>,
        pieces -> Nullable<Int4>,
        sha256 -> Nullable<Bytea>,
        finished_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        withdrawals -> Nullable<Int8>,
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
    instrument_retirements (practice_id, instrument_key) {
        practice_id -> Uuid,
        instrument_key -> Text,
        retired_at -> Nullable<Timestamptz>,
        changed_by -> Uuid,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    instrument_versions (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        key -> Text,
        number -> Int4,
        content -> Jsonb,
        created_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    instrument_wordings (practice_id, instrument_key, instrument_number) {
        practice_id -> Uuid,
        instrument_key -> Text,
        instrument_number -> Int4,
        wording -> Jsonb,
        imported_by -> Uuid,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
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
    jobs (id) {
        id -> Uuid,
        practice_id -> Uuid,
        kind -> Text,
        subject_id -> Uuid,
        attempts -> Int4,
        due_at -> Timestamptz,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    journal_entries (practice_id, client_id, id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        id -> Uuid,
        couple_id -> Nullable<Uuid>,
        assignment_id -> Nullable<Uuid>,
        item_id -> Nullable<Uuid>,
        item_version -> Nullable<Int4>,
        written_at -> Timestamptz,
        time_zone -> Text,
        local_date -> Date,
        visibility -> Text,
        partner_ref -> Nullable<Uuid>,
        partner_version -> Int4,
        words_sealed -> Bytea,
        first_digest -> Bytea,
        received_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        version -> Int4,
        team_version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    journal_entry_versions (practice_id, client_id, entry_id, version) {
        practice_id -> Uuid,
        client_id -> Uuid,
        entry_id -> Uuid,
        version -> Int4,
        state_sealed -> Bytea,
        visibility -> Text,
        edited_by -> Uuid,
        edited_at -> Timestamptz,
        team_version -> Nullable<Int4>,
    }
}

diesel::table! {
    known_places (place_digest) {
        place_digest -> Bytea,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    legal_holds (practice_id, client_id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        reason_sealed -> Bytea,
        placed_by -> Uuid,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
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
    life_event_versions (practice_id, client_id, event_id, version) {
        practice_id -> Uuid,
        client_id -> Uuid,
        event_id -> Uuid,
        version -> Int4,
        state_sealed -> Bytea,
        visibility -> Text,
        edited_at -> Timestamptz,
        team_version -> Nullable<Int4>,
        happened_on -> Date,
    }
}

diesel::table! {
    life_events (practice_id, client_id, id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        id -> Uuid,
        couple_id -> Nullable<Uuid>,
        happened_on -> Date,
        visibility -> Text,
        title_sealed -> Bytea,
        first_digest -> Bytea,
        deleted_at -> Nullable<Timestamptz>,
        version -> Int4,
        team_version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    measure_requests (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        couple_id -> Nullable<Uuid>,
        made_with -> Uuid,
        instrument_key -> Text,
        rhythm -> Text,
        starts_on -> Date,
        due_on -> Nullable<Date>,
        every_weeks -> Nullable<Int4>,
        days_before -> Nullable<Int4>,
        ends_on -> Nullable<Date>,
        ended_at -> Nullable<Timestamptz>,
        requested_by -> Uuid,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    measure_versions (practice_id, client_id, measure_id, version) {
        practice_id -> Uuid,
        client_id -> Uuid,
        measure_id -> Uuid,
        version -> Int4,
        state_sealed -> Bytea,
        edited_by -> Uuid,
        edited_at -> Timestamptz,
    }
}

diesel::table! {
    measures (practice_id, client_id, id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        id -> Uuid,
        couple_id -> Nullable<Uuid>,
        instrument_key -> Text,
        instrument_number -> Int4,
        screen -> Bool,
        administration -> Text,
        entered_by -> Uuid,
        occurred_at -> Timestamptz,
        time_zone -> Text,
        local_date -> Date,
        answers_sealed -> Bytea,
        complete -> Bool,
        first_digest -> Bytea,
        received_at -> Timestamptz,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        scored_scales -> Nullable<Array<Text>>,
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
    notices (id) {
        id -> Uuid,
        kind -> Text,
        locale -> Text,
        account_id -> Nullable<Uuid>,
        address_sealed -> Nullable<Bytea>,
        attempts -> Int4,
        due_at -> Timestamptz,
        given_up_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    pact_acceptances (practice_id, assignment_id, number, client_id) {
        practice_id -> Uuid,
        assignment_id -> Uuid,
        number -> Int4,
        couple_id -> Uuid,
        client_id -> Uuid,
        reaches_partner -> Bool,
        accepted_at -> Timestamptz,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    pacts (practice_id, assignment_id, number) {
        practice_id -> Uuid,
        assignment_id -> Uuid,
        number -> Int4,
        couple_id -> Uuid,
        client_id -> Uuid,
        author_number -> Int4,
        partner_number -> Nullable<Int4>,
        item_version -> Int4,
        words_sealed -> Bytea,
        local_date -> Date,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    plan_parts (practice_id, plan_id, client_id) {
        practice_id -> Uuid,
        plan_id -> Uuid,
        client_id -> Uuid,
        assignment_id -> Uuid,
    }
}

diesel::table! {
    plans (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        couple_id -> Uuid,
        created_by -> Uuid,
        created_at -> Timestamptz,
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
        agreement_required -> Bool,
        retention_months -> Int4,
        legal_hold -> Bool,
        partners_apply_retros -> Bool,
    }
}

diesel::table! {
    programme_versions (practice_id, programme_id, number) {
        practice_id -> Uuid,
        programme_id -> Uuid,
        number -> Int4,
        title -> Text,
        summary -> Text,
        weeks -> Int4,
        steps -> Jsonb,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    programmes (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        key -> Text,
        built_in -> Bool,
        number -> Int4,
        retired_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
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
    repair_response_versions (practice_id, client_id, shared_repair_id, version) {
        practice_id -> Uuid,
        client_id -> Uuid,
        shared_repair_id -> Uuid,
        version -> Int4,
        state_sealed -> Bytea,
        edited_at -> Timestamptz,
    }
}

diesel::table! {
    repair_responses (practice_id, client_id, shared_repair_id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        shared_repair_id -> Uuid,
        author_ref -> Uuid,
        couple_id -> Uuid,
        repair_client_id -> Nullable<Uuid>,
        repair_id -> Nullable<Uuid>,
        answer -> Nullable<Text>,
        words_sealed -> Nullable<Bytea>,
        visibility -> Text,
        accepted_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    repair_versions (practice_id, client_id, repair_id, version) {
        practice_id -> Uuid,
        client_id -> Uuid,
        repair_id -> Uuid,
        version -> Int4,
        state_sealed -> Bytea,
        visibility -> Text,
        edited_at -> Timestamptz,
        team_version -> Nullable<Int4>,
    }
}

diesel::table! {
    repairs (practice_id, client_id, id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        id -> Uuid,
        couple_id -> Uuid,
        rupture_client_id -> Nullable<Uuid>,
        rupture_id -> Nullable<Uuid>,
        shared_rupture_id -> Nullable<Uuid>,
        in_person -> Bool,
        occurred_at -> Timestamptz,
        time_zone -> Text,
        local_date -> Date,
        own_done -> Bool,
        impact_done -> Bool,
        validate_done -> Bool,
        do_over_done -> Bool,
        follow_through_by -> Nullable<Date>,
        follow_through -> Nullable<Text>,
        follow_through_on -> Nullable<Date>,
        words_sealed -> Nullable<Bytea>,
        visibility -> Text,
        partner_ref -> Nullable<Uuid>,
        partner_version -> Int4,
        first_digest -> Bytea,
        received_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        version -> Int4,
        team_version -> Int4,
        team_changed_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    report_authorisation_signatures (practice_id, authorisation_id, client_id) {
        practice_id -> Uuid,
        authorisation_id -> Uuid,
        client_id -> Uuid,
        signed_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        counts -> Bool,
        version -> Int4,
        team_version -> Int4,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    report_authorisations (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Nullable<Uuid>,
        couple_id -> Nullable<Uuid>,
        context_id -> Uuid,
        words_sealed -> Bytea,
        valid_until -> Date,
        proposed_by -> Uuid,
        withdrawn_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    report_releases (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        report_id -> Uuid,
        client_id -> Nullable<Uuid>,
        authorisation_id -> Nullable<Uuid>,
        released_by -> Uuid,
        released_at -> Timestamptz,
        withdrawn_by -> Nullable<Uuid>,
        withdrawn_at -> Nullable<Timestamptz>,
        reason_sealed -> Nullable<Bytea>,
        version -> Int4,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    report_run_items (practice_id, run_id, number) {
        practice_id -> Uuid,
        run_id -> Uuid,
        number -> Int4,
        client_id -> Nullable<Uuid>,
        couple_id -> Nullable<Uuid>,
        outcome -> Text,
        reason -> Nullable<Text>,
        report_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    report_runs (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        requested_by -> Uuid,
        asked -> Jsonb,
        status -> Text,
        total -> Int4,
        made -> Int4,
        skipped -> Int4,
        finished_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
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
    retro_readers (practice_id, couple_id, number, client_id) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        number -> Int4,
        client_id -> Uuid,
        own_number -> Int4,
        version -> Int4,
        agreed_at -> Nullable<Timestamptz>,
        agreement_reaches -> Bool,
        fills_habit -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    retro_wins (practice_id, couple_id, month, client_id, assignment_id, reader_id) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        month -> Date,
        client_id -> Uuid,
        assignment_id -> Uuid,
        reader_id -> Uuid,
        kind -> Text,
        item_title -> Text,
        joint -> Bool,
        periods -> Nullable<Int4>,
        since -> Date,
        until -> Date,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    retros (practice_id, couple_id, number) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        number -> Int4,
        month -> Date,
        local_date -> Date,
        client_id -> Nullable<Uuid>,
        staff_id -> Nullable<Uuid>,
        words_sealed -> Bytea,
        version -> Int4,
        applied_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        applied_by -> Nullable<Text>,
    }
}

diesel::table! {
    rupture_versions (practice_id, client_id, rupture_id, version) {
        practice_id -> Uuid,
        client_id -> Uuid,
        rupture_id -> Uuid,
        version -> Int4,
        state_sealed -> Bytea,
        visibility -> Text,
        edited_at -> Timestamptz,
        team_version -> Nullable<Int4>,
    }
}

diesel::table! {
    ruptures (practice_id, client_id, id) {
        practice_id -> Uuid,
        client_id -> Uuid,
        id -> Uuid,
        couple_id -> Uuid,
        occurred_at -> Timestamptz,
        time_zone -> Text,
        local_date -> Date,
        intensity -> Int2,
        topic_sealed -> Nullable<Bytea>,
        visibility -> Text,
        partner_ref -> Nullable<Uuid>,
        partner_version -> Int4,
        first_digest -> Bytea,
        received_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        version -> Int4,
        team_version -> Int4,
        team_changed_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    safety_marks (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        kind -> Text,
        reason_sealed -> Bytea,
        placed_by -> Nullable<Uuid>,
        placed_at -> Timestamptz,
        lifted_by -> Nullable<Uuid>,
        lifted_at -> Nullable<Timestamptz>,
        lift_reason_sealed -> Nullable<Bytea>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        measure_id -> Nullable<Uuid>,
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
    server_keys (purpose) {
        purpose -> Text,
        key_sealed -> Bytea,
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
    share_grants (practice_id, id) {
        practice_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        couple_id -> Uuid,
        assignment_id -> Nullable<Uuid>,
        category -> Nullable<Text>,
        ended_at -> Nullable<Timestamptz>,
        taken_back_at -> Nullable<Timestamptz>,
        taken_back_count -> Nullable<Int4>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    shared_boundaries (practice_id, couple_id, id) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        id -> Uuid,
        author_ref -> Uuid,
        client_id -> Uuid,
        boundary_id -> Uuid,
        assignment_id -> Nullable<Uuid>,
        local_date -> Date,
        words_sealed -> Bytea,
        ended -> Bool,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
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
        author_ref -> Uuid,
    }
}

diesel::table! {
    shared_journal_entries (practice_id, couple_id, id) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        id -> Uuid,
        author_ref -> Uuid,
        client_id -> Uuid,
        entry_id -> Uuid,
        assignment_id -> Nullable<Uuid>,
        item_id -> Nullable<Uuid>,
        item_version -> Nullable<Int4>,
        local_date -> Date,
        words_sealed -> Bytea,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    shared_repair_responses (practice_id, couple_id, author_ref) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        author_ref -> Uuid,
        client_id -> Uuid,
        shared_repair_id -> Uuid,
        answer -> Nullable<Text>,
        words_sealed -> Nullable<Bytea>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    shared_repairs (practice_id, couple_id, id) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        id -> Uuid,
        author_ref -> Uuid,
        client_id -> Uuid,
        repair_id -> Uuid,
        in_person -> Bool,
        local_date -> Date,
        own_done -> Bool,
        impact_done -> Bool,
        validate_done -> Bool,
        do_over_done -> Bool,
        follow_through_by -> Nullable<Date>,
        follow_through -> Nullable<Text>,
        follow_through_on -> Nullable<Date>,
        words_sealed -> Bytea,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    shared_ruptures (practice_id, couple_id, id) {
        practice_id -> Uuid,
        couple_id -> Uuid,
        id -> Uuid,
        author_ref -> Uuid,
        client_id -> Uuid,
        rupture_id -> Uuid,
        local_date -> Date,
        intensity -> Int2,
        topic_sealed -> Bytea,
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
        signs_from -> Timestamptz,
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

diesel::table! {
    throttles (subject_digest) {
        subject_digest -> Bytea,
        tries -> Int4,
        tried_at -> Timestamptz,
        free_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    account_memberships,
    account_tokens,
    accounts,
    agreement_signatures,
    agreements,
    appointments,
    assignment_changes,
    assignment_participants,
    assignment_pauses,
    assignment_revisions,
    assignments,
    attachment_patterns,
    audit_events,
    audit_links,
    audit_unsealed,
    boundaries,
    boundary_use_versions,
    boundary_uses,
    boundary_versions,
    care_team_members,
    check_in_feedback,
    check_in_feedback_versions,
    check_in_personals,
    check_in_reviews,
    check_in_versions,
    check_ins,
    clients,
    contact_preferences,
    couple_end_plans,
    couple_members,
    couples,
    crisis_resources,
    disclosures,
    enrolment_releases,
    enrolment_steps,
    enrolments,
    erasure_requests,
    erasures,
    export_pieces,
    exports,
    idempotency_keys,
    instrument_retirements,
    instrument_versions,
    instrument_wordings,
    invitations,
    jobs,
    journal_entries,
    journal_entry_versions,
    known_places,
    legal_holds,
    library_items,
    library_versions,
    life_event_versions,
    life_events,
    measure_requests,
    measure_versions,
    measures,
    memberships,
    notices,
    pact_acceptances,
    pacts,
    plan_parts,
    plans,
    practice_keys,
    practices,
    programme_versions,
    programmes,
    recovery_codes,
    refresh_tokens,
    repair_response_versions,
    repair_responses,
    repair_versions,
    repairs,
    report_authorisation_signatures,
    report_authorisations,
    report_releases,
    report_run_items,
    report_runs,
    reports,
    retro_readers,
    retro_wins,
    retros,
    rupture_versions,
    ruptures,
    safety_marks,
    second_factors,
    server_keys,
    sessions,
    share_grants,
    shared_boundaries,
    shared_check_ins,
    shared_journal_entries,
    shared_repair_responses,
    shared_repairs,
    shared_ruptures,
    signing_keys,
    staff,
    supervisions,
    throttles,
);
