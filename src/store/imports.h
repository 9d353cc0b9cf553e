/* imports.h - imports and what became of each of their rows. */
#ifndef STORE_IMPORTS_H
#define STORE_IMPORTS_H

#include "store/store.h"

enum import_state {
	IMPORT_PREVIEW, /* what would become of the rows is told, nothing is written */
	IMPORT_RUNNING,
	IMPORT_DONE,
	IMPORT_FAILED,
	IMPORT_UNDONE,
	IMPORT_STATE__MAX
};
extern const char *const import_states[IMPORT_STATE__MAX];

/* What became of a row. */
enum import_outcome {
	ROW_WAITING,
	ROW_MATCHED,   /* a book that the catalogue, or somebody here, knows as well */
	ROW_CREATED,   /* from the row itself */
	ROW_DUPLICATE, /* of one the person has, or of an earlier row */
	ROW_NEEDS_YOU, /* nothing was done: the reason says why */
	IMPORT_OUTCOME__MAX
};
extern const char *const import_outcomes[IMPORT_OUTCOME__MAX];

struct import {
	str id, format, mapping, file_name, file_digest;
	enum import_state state;
	str failure; /* {NULL, 0}: none */
	str people;  /* library/import_people.h; written, not read back with the rest */
	int64_t rows;
	int64_t of[IMPORT_OUTCOME__MAX]; /* how many rows of each outcome; their sum is `rows` */
	int64_t created_ms, updated_ms, seq;
};

struct import_list {
	struct import *items;
	size_t n;
};

struct import_line {
	int64_t number; /* in the file, from 1 */
	enum import_outcome outcome;
	str reason, title, author;
	str data;         /* the row as it stands, a JSON object */
	str entry;        /* what was understood of it (library/entry_json.h) */
	str problems;     /* what could not be taken; {NULL, 0}: nothing */
	str user_book_id; /* the copy it made or met; {NULL, 0}: none */
	str filled;       /* what it filled in that copy, a JSON object; {NULL, 0}: nothing */
	int64_t book_seq; /* the copy's change after it; NUMBER_NONE: none */
};

struct import_lines {
	struct import_line *items;
	size_t n;
};

enum err store_import_add(struct ctx *cx, str user_id, const struct import *m) NODISCARD;
enum err store_import_get(struct ctx *cx, str user_id, str id,
			  struct import *out) NODISCARD; /* ERR_NOT_FOUND */
/* What was stored as `people`. */
enum err store_import_people(struct ctx *cx, str user_id, str id, str *out) NODISCARD;
enum err store_import_people_set(struct ctx *cx, str user_id, str id, str people) NODISCARD;
enum err store_import_find(struct ctx *cx, str user_id,
			   struct import_list *out) NODISCARD; /* newest first */
/* An earlier one of the same file that was carried out: its id; empty: none. */
enum err store_import_same_file(struct ctx *cx, str user_id, const struct import *m,
				str *out) NODISCARD;
/* The number of the last change that any row of the import made to this copy; NUMBER_NONE: none did. */
enum err store_import_last_seq(struct ctx *cx, str user_id, str import_id, str book_id,
			       int64_t *out) NODISCARD;
/* Its state, failure, counts, updated_ms and seq. */
enum err store_import_set(struct ctx *cx, str user_id, const struct import *m) NODISCARD;

/* Of everybody: those that are to be worked on, oldest first, at most max. *users: whose. */
enum err store_import_find_running(struct ctx *cx, int64_t max, str **users, str **ids,
				   size_t *n) NODISCARD;

enum err store_import_line_add(struct ctx *cx, str user_id, str import_id,
			       const struct import_line *l) NODISCARD;
enum err store_import_line_set(struct ctx *cx, str user_id, str import_id,
			       const struct import_line *l) NODISCARD;
enum err store_import_line_get(struct ctx *cx, str user_id, str import_id, int64_t number,
			       struct import_line *out) NODISCARD; /* ERR_NOT_FOUND */
/* Those after row `after`, in the order of the file, at most max; of one outcome, or IMPORT_OUTCOME__MAX: all. */
enum err store_import_lines(struct ctx *cx, str user_id, str import_id, enum import_outcome outcome,
			    int64_t after, int64_t max, struct import_lines *out) NODISCARD;
/* All are waiting again. */
enum err store_import_lines_reset(struct ctx *cx, str user_id, str import_id) NODISCARD;

extern const struct sql_set store_import_sql;

#endif
