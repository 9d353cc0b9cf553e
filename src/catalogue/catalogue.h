/* catalogue.h - the books the program knows of: text in, ranked books out.
 *
 * Immutable files of records and index in the data folder, memory-mapped, and the starter catalogue, which is built into the program. An
 * import writes a new file and then puts it on the list of those that count; open handles notice by themselves and change over. */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "conf/conf.h"

struct catalogue;

/* A book as the catalogue knows it: an edition of a work. Texts are NULL where unknown, and live in the arena of the asking ctx. */
struct catalogue_book {
	str id; /* stable across imports: "isbn:9780141439518", "ol:OL7353617M", or "work:" and a digest of title, authors, year */
	str title;
	str authors; /* separated by "; " */
	str isbn13, isbn10, publisher, language, series;
	str work_id;     /* "ol:OL45804W", where Open Library knows the work */
	int year;        /* 0: unknown */
	uint32_t pages;  /* 0: unknown */
	uint32_t cover;  /* Open Library's number of its cover, else of its work's; 0: none */
	size_t editions; /* of the work that the catalogue knows, at least 1 */
	bool own;        /* it is one of who asks, in their words (own.h) */
};

/* The next of a book's authors, cut off *authors; empty at the end. */
str catalogue_next_author(str *authors);

/* One answer to a query, with what speaks for it. Every part is 0–1, where nothing else is said. */
struct catalogue_hit {
	struct catalogue_book book;
	float score;     /* the whole: weights in rank.c and identify.c, or typed.c and search.c */
	float title;     /* how much of the title stands in the query */
	float author;    /* how well the authors do */
	float explained; /* how much of the query the book explains */
	float mark; /* of a spine: 1: its call number's letters are this book's; -1: another's; 0: it has none */
};

enum { CATALOGUE_MAX_HITS = 100 };

struct catalogue_hits {
	struct catalogue_hit *items; /* best first */
	size_t n;
	bool more;    /* others come behind them */
	float common; /* of a spine: the share of its letters that are a publisher's, praise or a call number: explained by any book */
};

/* Which editions are wanted. */
struct catalogue_filter {
	str language;           /* a code or a name; empty: any */
	int year_min, year_max; /* 0: any */
};

/* ERR_IO: there are imported books, and their files are damaged or of another version. Without one the starter catalogue
 * answers, indexed at first use. */
enum err catalogue_open(struct ctx *cx, const struct conf *conf, struct catalogue **out) NODISCARD;
void catalogue_close(struct catalogue *c);
enum err catalogue_size(struct ctx *cx, struct catalogue *c, size_t *out) NODISCARD; /* books */

/* What stands on a spine, as a recogniser read it: title and author in any order, words glued, letters
 * mistaken. At most max (1–CATALOGUE_MAX_HITS) works, each
 * as one edition. Safe from any number of threads. */
enum err catalogue_identify(struct ctx *cx, struct catalogue *c, str spine_text, size_t max,
			    struct catalogue_hits *out) NODISCARD;

/* What a person typed: words or the beginning of words of title and author, or an ISBN. Of a hit, `title` and `author`
 * say how much of the title was typed and how much of what was typed names the authors; `explained`, how much of it
 * the book has at all. The works from the `first`th on (of some two hundred at most); filter may be NULL. */
enum err catalogue_search(struct ctx *cx, struct catalogue *c, str query,
			  const struct catalogue_filter *filter, size_t first, size_t max,
			  struct catalogue_hits *out) NODISCARD;

/* The same of what is written as it should be, a title and its author in a file: it looks only where the rarest letters lead, which takes
 * a tenth of the time, and overlooks a book whose title is mistyped there. */
enum err catalogue_find(struct ctx *cx, struct catalogue *c, str query, size_t max,
			struct catalogue_hits *out) NODISCARD;

/* What a book's id stands for: an edition, or the best known one of a work. ERR_NOT_FOUND. */
enum err catalogue_get(struct ctx *cx, struct catalogue *c, str id,
		       struct catalogue_book *out) NODISCARD;

/* A file of the catalogue. */
struct catalogue_part {
	str name, day; /* day: of the dump it is; empty: other sources */
	int64_t bytes, titles, editions;
	bool whole; /* every byte is as it was written; true when that was not asked */
};

struct catalogue_parts {
	struct catalogue_part *items; /* oldest first */
	size_t n;
};

/* What it is made of, besides the starter catalogue. `verify`: read all of it. ERR_IO: it is damaged beyond telling. */
enum err catalogue_parts(struct ctx *cx, const struct conf *conf, bool verify,
			 struct catalogue_parts *out) NODISCARD;

/* The work of this title (a subtitle doesn't count) by its first author: letter for letter, but for accents, case and signs. The book
 * is its best known edition, by which nobody says that it is this one. */
enum err catalogue_titled(struct ctx *cx, struct catalogue *c, str title, str author,
			  struct catalogue_book *out, bool *found) NODISCARD;

/* What an id can stand for; whether the catalogue has it is another question. "isbn:" with thirteen digits and "ol:OL…M" are editions. */
enum catalogue_id { CATALOGUE_NO_ID, CATALOGUE_EDITION, CATALOGUE_WORK };
enum catalogue_id catalogue_id_kind(str id);

enum { CATALOGUE_ID_MAX = 32 }; /* bytes of an id, at most */

/* A number of the books that are in it now, above 0: another one after an import that changed any. */
enum err catalogue_mark(struct ctx *cx, struct catalogue *c, int64_t *out) NODISCARD;

/* ---- filling it ---- */

struct catalogue_progress {
	const char *stage; /* "reading", "indexing" */
	double done;       /* 0–1, of all */
	int64_t rows;      /* read so far */
	double seconds;    /* since the beginning, or since it was gone on with */
};

struct catalogue_import {
	const char *const *paths; /* files; "-" is standard input */
	size_t n;
	str languages; /* codes separated by commas: other editions are left out, those of unknown language not; empty: none is */
	size_t min_editions; /* of a work, below which it is left out; 0: none is */
	bool older; /* take a dump that is older than the one in the catalogue, or dumps of different days */
	uint64_t
		save_bytes; /* of an unpacked dump between two states that are kept; 0: 256 MiB. A test's is small */
	void (*progress)(
		void *arg,
		const struct catalogue_progress *
			p); /* called now and then; may be NULL. From several threads, one at a time */
	void *arg;
};

enum { CATALOGUE_REASONS = 48, CATALOGUE_SAMPLES = 3 };

/* Rows that were left out, for one reason. */
struct catalogue_skip {
	str reason;
	int64_t n;
	struct {
		int64_t line;
		str text; /* its beginning; may be empty */
	} sample[CATALOGUE_SAMPLES];
	size_t samples;
};

/* What became of the rows: rows = added + known + rare + works + authors + redirects + refused. */
struct catalogue_report {
	int64_t rows;
	int64_t added, known;              /* editions: new ones; those that said nothing new */
	int64_t rare;                      /* editions of works with fewer than min_editions */
	int64_t works, authors, redirects; /* rows of a dump that are about these */
	int64_t refused;
	struct catalogue_skip skips[CATALOGUE_REASONS]; /* what was refused, and why */
	size_t nskips;
	int64_t resumed_rows; /* of `rows`: read by an earlier try, which was killed */
	int64_t books, bytes; /* of the catalogue afterwards: editions; files */
	double seconds;
};

/* Read files into the catalogue: dumps of Open Library (editions, works, authors, redirects), CSV or TSV with a header (columns by name:
 * isbn13, isbn10, title, authors, year, publisher, language, series; title is required), MARC 21, MARCXML; each plain, gzip or Zstandard. What a
 * file is is told by its content.
 *
 * A dump takes the place of the one before; other rows come to those that are there, and rerunning adds nothing. The old catalogue answers until the
 * new one is whole; a failure or a kill leaves it as it was. One that was killed is gone on with when the same dumps, in files, are asked for again. Two at once wait for each other.
 *
 * Memory: some 600 MiB at most, and the pages of files. ERR_INVALID: a table's header, an empty file, dumps mixed with other files; ERR_CONFLICT: an
 * older dump, or dumps of different days; ERR_NOT_FOUND, ERR_IO: a file, or the catalogue's folder. */
enum err catalogue_import(struct ctx *cx, const struct conf *conf,
			  const struct catalogue_import *what,
			  struct catalogue_report *out) NODISCARD;

#endif
