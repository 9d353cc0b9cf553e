/* openlibrary.h - rows of Open Library's dumps (https://openlibrary.org/developers/dumps): type, key, revision, time and JSON, separated
 * by tabs. */
#ifndef OPENLIBRARY_H
#define OPENLIBRARY_H

#include "base/ctx.h"
#include "catalogue/entry.h"

enum dump_kind {
	DUMP_EDITION, /* entry, with numbers in place of authors' names, or the name that it says itself */
	DUMP_WORK,     /* entry: title, work, cover, authors' numbers */
	DUMP_AUTHOR,   /* number, name, also */
	DUMP_REDIRECT, /* number became `to`; `of` is what they number */
	DUMP_NOTHING,  /* nothing for a catalogue: a deleted record, a page, a list */
	DUMP_REFUSED   /* `refused` says why */
};

enum { DUMP_LINE_BYTES = 4 << 20, DUMP_TEXT_BYTES = 64 << 10 };

struct dump_row {
	enum dump_kind kind;
	const char *refused; /* a literal */
	struct entry entry;
	uint32_t number, to;
	enum dump_kind of;
	str name, also;
	str modified; /* "2026-10-31T…", as it stands in the row */
};

/* Read one line, without its line break. Texts are slices of it, or lie in *scratch, which is emptied first: made with
 * DUMP_TEXT_BYTES. */
void dump_read(str line, struct buf *scratch, struct dump_row *out);

/* Whether a file that begins so is a dump. */
bool dump_begins(str head);

#endif
