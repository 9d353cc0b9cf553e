/* imports.h - bringing in what people had elsewhere, without losing or replacing a book.
 *
 * Every row of a file ends as exactly one of four: matched, created, duplicate, needs you; the sums equal the file's rows. An import
 * is stored whole before it is worked on, in pieces of some rows, so that a crash loses nothing and the work goes on where it was. It can
 * be undone. */
#ifndef IMPORTS_H
#define IMPORTS_H

#include "library/app.h"
#include "store/imports.h"

enum { IMPORT_LINES_PAGE_MAX = 500, FILE_NAME_MAX = 255 };

struct import_upload {
	str bytes, file_name;
	str format;  /* of import_formats.def, or "auto" */
	str mapping; /* "title=Titel,author=Autor", or empty */
	bool preview;
};

/* Read the file and store its rows; the work is still to do. As import_read: ERR_INVALID_FIELD "file", "format", "mapping". */
enum err library_import_start(struct ctx *cx, const struct import_upload *u,
			      struct import *out) NODISCARD;

/* Do what is to be done for one import of the actor's: all its waiting rows. Any number of processes may do this at once. *progress may
 * be NULL. An import that cannot be carried out ends as failed, with what was done before; where the database is
 * away, it stays as it is and the error is returned. */
typedef bool import_progress(void *arg, int64_t done,
			     int64_t all); /* false: leave the rest for later */
enum err library_import_work(struct ctx *cx, str id, import_progress *progress, void *arg,
			     struct import *out) NODISCARD;

enum err library_import_get(struct ctx *cx, str id, struct import *out) NODISCARD;
enum err library_imports(struct ctx *cx, struct import_list *out) NODISCARD; /* newest first */
/* An earlier import of the same file; empty: none. */
enum err library_import_same(struct ctx *cx, const struct import *m, str *out) NODISCARD;
enum err library_import_lines(struct ctx *cx, str id, enum import_outcome outcome, int64_t after,
			      int64_t max, struct import_lines *out) NODISCARD;

/* Carry a preview out: all rows are waiting. ERR_CONFLICT: it is no preview, or still being made. */
enum err library_import_apply(struct ctx *cx, str id, struct import *out) NODISCARD;

/* What undoing did. */
struct import_undone {
	int64_t removed;  /* copies it had made: in the trash now */
	int64_t restored; /* copies it had filled: as before */
	int64_t kept;     /* copies that were changed since: as they are */
};
/* ERR_CONFLICT unless it was carried out. */
enum err library_import_undo(struct ctx *cx, str id, struct import_undone *out) NODISCARD;

/* The person's answer to a row that needs them. */
enum import_answer {
	IMPORT_CREATE, /* the row as it is, without an ISBN that is another book's */
	IMPORT_ISBN,   /* the book that the ISBN belongs to */
	IMPORT_SAME,   /* the book that they have: the row fills what is empty there */
	IMPORT_SKIP    /* leave it out */
};
/* `title`: for a row that has none; may be empty. ERR_CONFLICT: the row does not need an answer. */
enum err library_import_answer(struct ctx *cx, str id, int64_t number, enum import_answer answer,
			       str title, struct import_line *out) NODISCARD;

#endif
