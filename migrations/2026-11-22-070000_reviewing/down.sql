DROP TABLE check_in_reviews;
DROP TABLE check_in_feedback_versions;
DROP TABLE check_in_feedback;
