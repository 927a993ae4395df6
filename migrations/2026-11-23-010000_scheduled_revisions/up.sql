-- A revision may be taken back, or replaced, as long as its day has not come; the row stays, for the trail.
ALTER TABLE assignment_revisions ADD COLUMN withdrawn_at timestamptz;
GRANT UPDATE (withdrawn_at) ON assignment_revisions TO holdfast_app;
