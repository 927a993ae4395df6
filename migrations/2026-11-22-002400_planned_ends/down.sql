DROP TABLE due_couple_ends, couple_end_plans;
