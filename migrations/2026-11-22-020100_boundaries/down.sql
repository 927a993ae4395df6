DROP TABLE boundary_use_versions;
DROP TABLE boundary_uses;
DROP TABLE shared_boundaries;
DROP TABLE boundary_versions;
DROP TABLE boundaries;
