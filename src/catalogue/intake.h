/* intake.h - the first half of an import: what sources say, sorted into buckets; authors and redirects set aside. */
#ifndef INTAKE_H
#define INTAKE_H

#include "catalogue/assemble.h"
#include "catalogue/openlibrary.h"
#include "catalogue/skips.h"
#include "catalogue/spill.h"

struct intake_filter {
	str languages; /* codes separated by commas: other editions are left out, those of unknown language not; empty: none is */
};

struct intake {
	struct spill *spill;
	struct authors *authors; /* NULL until there are some */
	struct moved moved[3];   /* redirects, by enum dump_kind: editions, works, authors */
	struct intake_filter filter;
	struct skips skips;
	int64_t rows;                              /* read, of every kind */
	int64_t editions, works, names, redirects; /* taken */
	char newest[11];  /* day of the last change in a dump, "2026-10-31"; empty: no dump */
	bool late_moves;  /* a redirect came after a row that it moves */
	struct bytes row; /* scratch */
};

void intake_make(struct intake *in, struct spill *spill, struct authors *authors,
		 struct intake_filter filter);
void intake_free(struct intake *in); /* not the spill and the authors */

/* Take an edition as it is; `line` is where it stands in its source. */
void intake_edition(struct ctx *cx, struct intake *in, const struct entry *e, int64_t line);

/* Take a row of a dump, or skip it with its reason. `text`: the line. Of authors there must be some to take them. */
void intake_dump(struct ctx *cx, struct intake *in, const struct dump_row *row, int64_t line,
		 str text);

/* A row its source could not make anything of. */
void intake_refuse(struct ctx *cx, struct intake *in, const char *reason, int64_t line, str text);

/* What it holds besides spill and authors, for a later process. Samples of skips stay behind, their counts don't. */
void intake_save(const struct intake *in, struct bytes *out);
bool intake_restore(struct ctx *cx, struct intake *in, struct unpack *from) NODISCARD;

#endif
