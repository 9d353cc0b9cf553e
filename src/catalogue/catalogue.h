/* catalogue.h - the books the program knows of: text in, ranked books out.
 *
 * One immutable file of records and index in the data folder, memory-mapped, beginning with the
 * starter catalogue that is built into the program. An import writes a new file beside it and
 * renames it into place; open handles notice by themselves and change over. */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "conf/conf.h"

struct catalogue;

/* A book as the catalogue knows it. Texts are NULL where unknown, and live in the arena of the asking ctx. */
struct catalogue_book {
	str id; /* stable across imports: "isbn:9780141439518", or "work:" and a digest of title, authors, year */
	str title;
	str authors; /* separated by "; " */
	str isbn13, isbn10, publisher, language;
	int year; /* 0: unknown */
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
};

/* ERR_IO: there is a file of imported books, and it is damaged or of another version. Without one the starter catalogue
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
 * the book has at all. */
enum err catalogue_search(struct ctx *cx, struct catalogue *c, str query, size_t max,
			  struct catalogue_hits *out) NODISCARD;

/* The same of what is written as it should be, a title and its author in a file: it looks only where the rarest letters lead, which takes
 * a tenth of the time, and overlooks a book whose title is mistyped there. */
enum err catalogue_find(struct ctx *cx, struct catalogue *c, str query, size_t max,
			struct catalogue_hits *out) NODISCARD;

/* What became of the rows of an imported file: the three counts after `rows` add up to it. */
struct catalogue_report {
	int64_t rows;
	int64_t added, known, refused;
	int64_t first_refused_line; /* 0: none */
	str first_refused_reason;
	int64_t books, bytes; /* of the catalogue afterwards */
	double seconds;
};

/* Read CSV or TSV with a header (columns by name: isbn13, isbn10, title, authors, year, publisher, language; title is
 * required) into the catalogue. Rerunning adds nothing. A failure or a kill leaves the old catalogue as it was.
 * Two at once wait for each other. "isbn" and "author" are taken for column names as well. ERR_INVALID: the header;
 * ERR_NOT_FOUND, ERR_IO: the file, or the catalogue's folder. `progress`, if given, is called now and then with how much
 * is done and how much there is, in bytes of the file; the reading is the first half of it. */
enum err catalogue_import(struct ctx *cx, const struct conf *conf, const char *path,
			  void (*progress)(void *arg, int64_t done, int64_t all), void *arg,
			  struct catalogue_report *out) NODISCARD;

#endif
