/* merge.h - writing files of the catalogue, and making few of many: each import adds one, and every question goes through all of them. */
#ifndef MERGE_H
#define MERGE_H

#include "catalogue/harvest.h"
#include "catalogue/segments.h"

/* Harvest into a new file of the folder, on the disk but not on the list yet. *out is filled, but for the day. With no editions there is
 * no file. The lock is held. ERR_IO, ERR_TOO_LARGE. */
enum err merge_write(struct ctx *cx, int folder, const struct segments *list,
		     const struct harvest *h, struct segment *out,
		     struct assemble_counts *counts) NODISCARD;

/* Make one of neighbouring files, none of them a dump, while there are some of about one size: so that there are few, and each edition is
 * written anew a few times at most, however many imports come. The lock is held; the list is written when it changed. ERR_IO. */
enum err merge_due(struct ctx *cx, int folder, struct segments *list) NODISCARD;

#endif
