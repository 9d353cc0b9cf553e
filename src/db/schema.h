/* schema.h - what the database itself says of its tables: the same words on every engine.
 *
 * The names of constraints and indexes say nothing about what a schema does and are left out; a uuid is text, as it is
 * in SQLite. The migrations' own table is not among the tables. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "db/db.h"

struct schema_column {
	str name;
	str native; /* the type in the engine's own words */
	char type; /* i s d b as in struct sql; a capital where it may be NULL; '?' for a type that no migration uses */
	int key;   /* its place in the primary key, from 1; 0: not in it */
	str dflt;  /* {NULL, 0}: none */
};

struct schema_table {
	str name;
	struct schema_column *columns; /* in the table's order */
	size_t n;
};

struct schema_tables {
	struct schema_table *items;
	size_t n;
};

/* Every table of cx->db with its columns: those that are referred to before those that refer to them. */
enum err db_tables(struct ctx *cx, struct schema_tables *out) NODISCARD;

/* The whole schema as text, a line each for tables, columns, keys, indexes, references and checks. Two databases that
 * behave the same have the same text. */
enum err db_schema(struct ctx *cx, str *out) NODISCARD;

/* What one text has and the other has not, a line each, "- " before what only `want` has and "+ " before what only `have` has.
 * Empty: they are equal. */
str schema_difference(struct arena *a, str want, str have);

/* How many rows each table of cx->db has, by name. */
struct table_count {
	str table;
	int64_t rows;
};
struct table_counts {
	struct table_count *items;
	size_t n;
};
enum err db_count_rows(struct ctx *cx, struct table_counts *out) NODISCARD;
int64_t table_counts_sum(const struct table_counts *counts);

#endif
