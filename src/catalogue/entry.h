/* entry.h - what one source says of one edition. Slices live until the next call of whoever made them. */
#ifndef ENTRY_H
#define ENTRY_H

#include "base/str.h"

enum { ENTRY_ISBNS = 8 };

struct entry {
	str title; /* with its subtitle behind ": "; required; valid UTF-8, trimmed */
	str authors; /* in the order of the title page, separated by "; ", natural order ("Jane Austen") */
	str publisher;
	str language; /* ISO 639-2/B code of three letters where known, as MARC and Open Library write it */
	str series; /* "Discworld; 4": name, and the volume behind "; " where known */
	uint64_t isbn[ENTRY_ISBNS];
	size_t nisbns;
	int year; /* 0: unknown */
	uint64_t edition, work,
		cover; /* numbers of Open Library's OL…M, OL…W and cover id; 0: none */
	uint32_t pages;
};

#endif
