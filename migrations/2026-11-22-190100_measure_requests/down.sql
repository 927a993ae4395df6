DROP TABLE measure_requests;
