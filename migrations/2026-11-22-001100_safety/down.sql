DROP TABLE safety_marks;
