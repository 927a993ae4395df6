DROP TABLE enrolment_releases;
DROP TABLE enrolment_steps;
DROP TABLE enrolments;
DROP TABLE programme_versions;
DROP TABLE programmes;
DELETE FROM jobs WHERE kind = 'release_steps';
