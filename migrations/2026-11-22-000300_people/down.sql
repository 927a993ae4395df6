DROP TABLE care_team_members, couple_members, couples, attachment_patterns, clients, supervisions, staff;
