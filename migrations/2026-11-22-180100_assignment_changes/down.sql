DROP TABLE assignment_changes;
