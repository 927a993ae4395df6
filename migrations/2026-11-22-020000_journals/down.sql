DROP TABLE shared_journal_entries;
DROP TABLE journal_entry_versions;
DROP TABLE journal_entries;
