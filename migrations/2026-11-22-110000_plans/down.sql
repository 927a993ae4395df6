DROP TABLE plan_parts;
DROP TABLE plans;
