/* marc_fields.h - what a MARC 21 record says of a book, as an entry of the catalogue. marc.h and marcxml.h read the records.
 *
 * The fields are those of www.loc.gov/marc/bibliographic. Punctuation that separates the areas of a description (ISBD) is
 * taken off; articles that are not filed stay. */
#ifndef MARC_FIELDS_H
#define MARC_FIELDS_H

#include "catalogue/entry.h"

enum {
	MARC_LEADER_BYTES = 24,
	MARC_FIELDS =
		512, /* of those that say something of a book; what is beyond is passed over */
	MARC_TITLE_BYTES = 2000,     /* a longer one is refused */
	MARC_AUTHORS_BYTES = 2000,   /* names beyond are left out */
	MARC_TEXT_BYTES = 500,       /* publisher, series: a longer one is left out */
	MARC_ENTRY_BYTES = 16 << 10, /* room for all texts of an entry */
};

/* What reading on comes to. */
enum marc_step {
	MARC_ENTRY, /* a book */
	MARC_SCRIPT, /* the same book again, in the book's own script: other title and authors, same ISBNs */
	MARC_SKIPPED, /* a sound record of something else, or one that was deleted; with its reason */
	MARC_REFUSED, /* a record that cannot be taken, with its reason; the next one may be sound */
	MARC_BROKEN,  /* from here on nothing can be read, with its reason; MARC_END follows */
	MARC_END,
	MARC_FAILED, /* the source failed */
};

/* A field as ISO 2709 writes it: two indicators, then for each subfield 0x1F, its code, its text. Of a control
 * field (below 010) only text. */
struct marc_field {
	int tag; /* 1 to 999 */
	str data;
};

/* Slices of its reader's memory. */
struct marc_record {
	str leader;
	bool marc8; /* its texts are MARC-8 (marc8.h), or UTF-8 in spite of its leader; else UTF-8 */
	struct marc_field field[MARC_FIELDS];
	size_t n;
};

/* Does a field say something of a book? Readers keep no others. */
bool marc_field_wanted(int tag);

/* Keep a field, if it is wanted and there is room. */
void marc_record_add(struct marc_record *rec, int tag, str data);

/* The entry of a record: MARC_ENTRY, MARC_SKIPPED or MARC_REFUSED. Its texts are written to `text`, of
 * MARC_ENTRY_BYTES; `a` is given back as it was. */
enum marc_step marc_fields_entry(struct arena *a, const struct marc_record *rec, char *text,
				 struct entry *out, const char **reason);

/* The same record's entry in the book's own script: librarians write 心 as "Kokoro" and add what stands on the book in a
 * linked field 880. A person sees the one on the spine and may type the other, so that both are told. False: the record has
 * no title in another script, or it cannot be read. */
bool marc_fields_script(struct arena *a, const struct marc_record *rec, char *text,
			struct entry *out);

#endif
