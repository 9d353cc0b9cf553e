/* marc.h - books out of a file of library records, MARC 21 in ISO 2709 (.mrc): records of at most 99,999 bytes, one behind the
 * other.
 *
 * A record that cannot be taken is told with its reason, and reading goes on behind it; what follows garbage or a record that
 * was cut is found again where a leader's length fits. Memory is bounded whatever comes. */
#ifndef MARC_H
#define MARC_H

#include "base/ctx.h"
#include "catalogue/marc_fields.h"
#include "catalogue/table.h"

enum {
	MARC_RECORD_BYTES = 99999, /* the format has five digits for it */
	MARC_BUFFER_BYTES = 256 << 10,
};

struct marc {
	struct arena *arena;
	table_source *source;
	void *arg;
	char *data; /* MARC_BUFFER_BYTES */
	char *text; /* of the entry */
	size_t at, n;
	int64_t behind; /* bytes of the file before `data` */
	bool ended, broken;
	bool script; /* the record has another entry to tell */
	struct marc_record rec;

	/* of what marc_next told last */
	int64_t record;     /* its number, from 1: broken and skipped ones have one, too */
	int64_t offset;     /* of its beginning in the file, in bytes */
	const char *reason; /* why it was not taken */
};

/* Does a file that begins so hold such records? 24 bytes are enough. */
bool marc_begins(str head);

struct marc *marc_open(struct ctx *cx, table_source *source, void *arg);

/* The next book, or what is told in its place. After MARC_END and MARC_FAILED always the same again. The entry's texts live until
 * the next call. */
enum marc_step marc_next(struct marc *m, struct entry *out);

#endif
