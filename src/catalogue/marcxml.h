/* marcxml.h - books out of library records in XML (MARCXML, also MARCXchange), alone, in a collection, or within what other
 * protocols wrap around them (OAI-PMH, SRU): elements are known by their local names.
 *
 * Read as it comes, in bounded memory. Entities that the file declares are not taken, nothing outside the file is ever read.
 * A record that cannot be taken is told with its reason and reading goes on; behind broken XML there is nothing to go on with. */
#ifndef MARCXML_H
#define MARCXML_H

#include "base/ctx.h"
#include "catalogue/marc_fields.h"
#include "catalogue/table.h"

enum {
	MARCXML_RECORD_BYTES = 256 << 10, /* the texts of a record that are kept */
	MARCXML_TOKEN_BYTES = 1 << 20,    /* a tag, a comment */
	MARCXML_DEPTH = 64,
	MARCXML_REASON_BYTES = 160,
};

struct XML_ParserStruct;

struct marcxml {
	struct XML_ParserStruct *parser; /* ended with the ctx */
	struct arena *arena;
	table_source *source;
	void *arg;
	char *text;  /* of the entry */
	char *texts; /* of the record */
	size_t texts_n;
	struct marc_record rec;
	int tag;               /* of the field that is open; 0: none */
	size_t begin;          /* of its text in `texts` */
	bool collecting;       /* text that comes belongs to the record */
	bool complete, script; /* a record has been read; it has another entry to tell */
	bool suspended, final, over, failed, moved;
	bool some; /* the record has a leader or a field */
	int depth;
	size_t idle_bytes; /* read since something was recognised */
	const char *fatal, *bad;
	char why[MARCXML_REASON_BYTES];

	/* of what marcxml_next told last */
	int64_t record;     /* its number, from 1: refused and skipped ones have one, too */
	int64_t line;       /* of its beginning in the file, from 1 */
	const char *reason; /* why it was not taken; of MARC_BROKEN with the line */
};

/* Does a file that begins so look like XML? In UTF-16, too. */
bool marcxml_begins(str head);

struct marcxml *marcxml_open(struct ctx *cx, table_source *source, void *arg);

/* As marc_next. */
enum marc_step marcxml_next(struct marcxml *m, struct entry *out);

#endif
