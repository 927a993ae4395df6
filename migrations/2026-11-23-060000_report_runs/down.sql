DELETE FROM jobs WHERE kind = 'make_reports';
DROP TABLE report_run_items;
DROP TABLE report_runs;
