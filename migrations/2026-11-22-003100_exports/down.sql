DROP TABLE export_pieces, exports;
