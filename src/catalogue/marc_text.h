/* marc_text.h - subfields of a MARC record as text, and the punctuation that librarians put between them. */
#ifndef MARC_TEXT_H
#define MARC_TEXT_H

#include "catalogue/marc_fields.h"

/* An entry in the making. */
struct marc_making {
	struct arena *arena; /* for what doesn't outlive the call */
	const struct marc_record *rec;
	bool script; /* of the book's own script: linked fields 880 stand for those they are linked with */
	struct buf out;  /* the entry's texts; never grows */
	size_t name;     /* where the author that is being written begins in `out` */
	const char *bad; /* why a text could not be read, the last one */
};

/* The next subfield of a field's data, cut off *rest; false: no more. Begin with marc_subfields(field). */
bool marc_subfield(str *rest, char *code, str *raw);
str marc_subfields(const struct marc_field *f);
char marc_indicator(const struct marc_field *f,
		    size_t which); /* 0 or 1; a space where there is none */

/* The first subfield of a code; empty: there is none. */
str marc_raw(const struct marc_field *f, char code);

/* The first field of a tag, or of those behind `after`; NULL: there is none. */
const struct marc_field *marc_find(const struct marc_record *rec, int tag,
				   const struct marc_field *after);

/* What stands for the field in the script that is made: itself, or the 880 it is linked with. NULL: in the script that is
 * made there is none. */
const struct marc_field *marc_linked(const struct marc_record *rec, const struct marc_field *f);
const struct marc_field *marc_seen(const struct marc_making *m, const struct marc_field *f);

/* As UTF-8, composed, one line, trimmed; no control characters, the marks of what is not filed among them. Empty and m->bad:
 * its bytes are not what the record says they are. */
str marc_text(struct marc_making *m, str raw);

/* Of a script without spaces between words: Chinese characters, kana. */
bool marc_east_asian(int32_t code_point);

/* Without " /", " :", " ;", " =", " ," at its end, in whatever width. */
str marc_trim(str s);

/* Without the full stop at its end that is a sentence's: "Emma.", not "Poe, Edgar A." or "Norton & Co." */
str marc_unstop(str s);

/* What has been written since `from`. */
str marc_written(const struct marc_making *m, size_t from);

#endif
