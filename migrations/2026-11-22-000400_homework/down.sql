DROP TABLE check_in_versions, check_in_personals, check_ins, assignment_pauses, assignment_participants,
    assignment_revisions, assignments, library_versions, library_items;
