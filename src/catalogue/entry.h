/* entry.h - what one source says of one edition. Texts are valid UTF-8, trimmed, and live until the next call of whoever made them. */
#ifndef ENTRY_H
#define ENTRY_H

#include "base/str.h"

enum { ENTRY_ISBNS = 8, ENTRY_AUTHORS = 12 };

struct entry {
	str title; /* with its subtitle behind ": "; required */
	str authors; /* in the order of the title page, separated by "; ": "Terry Pratchett; Neil Gaiman" */
	str publisher;
	str language; /* a code, "eng" or "en", or as the source has it */
	str series;   /* "Discworld; 4": its name, and the volume behind "; " where known */
	uint64_t isbn[ENTRY_ISBNS];
	size_t nisbns;
	int year; /* 0: unknown */
	uint32_t edition, work,
		cover; /* Open Library's numbers: of OL…M, OL…W, of the cover; 0: none */
	uint32_t author[ENTRY_AUTHORS]; /* of OL…A, in place of `authors` */
	size_t nauthors;
	uint32_t pages; /* 0: unknown */
	bool starter;   /* of the built-in catalogue */
};

#endif
