/* source.h - a file of books of whatever kind, read into an import: rows of Open Library's dumps, MARC 21, MARCXML, CSV or TSV; each
 * plain or compressed. What it is is seen from its content. */
#ifndef SOURCE_H
#define SOURCE_H

#include "base/checksum.h"
#include "base/feed.h"
#include "catalogue/intake.h"

enum source_kind { SOURCE_DUMP, SOURCE_MARC, SOURCE_MARCXML, SOURCE_TABLE };

struct source {
	const char *name; /* for people */
	struct feed *feed;
	char *data; /* read, but not worked on: `n` bytes from `at` on */
	size_t at, n;
	bool ended;          /* nothing comes behind `data` */
	uint64_t consumed;   /* bytes of the unpacked file that were worked on */
	struct checksum sum; /* of them; kept for dumps only */
	int64_t line;        /* of a dump: lines worked on */

	/* called now and then, for dumps at the end of a line, when all that was consumed is taken in; an error ends the reading */
	enum err (*pause)(void *arg);
	void *arg;
};

enum { SOURCE_BUFFER_BYTES = DUMP_LINE_BYTES * 2 };

/* Begin with what an open file holds. `data` is malloc'd until source_close, which does not close the file. ERR_IO: it cannot be read. */
enum err source_open(struct ctx *cx, int fd, const char *name, struct source *out) NODISCARD;
void source_close(struct source *s);

enum source_kind source_kind(const struct source *s);

/* Pass over what an earlier process consumed. ERR_CONFLICT: the file is not the same any more. */
enum err source_skip(struct ctx *cx, struct source *s, uint64_t bytes, int64_t lines,
		     uint64_t sum) NODISCARD;

/* Read all of it. ERR_INVALID: a table whose header will not do, an empty file; ERR_IO: it cannot be read, or is cut off. */
enum err source_read(struct ctx *cx, struct source *s, struct intake *in) NODISCARD;

#endif
