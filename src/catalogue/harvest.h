/* harvest.h - the second half of an import: what came in, bucket by bucket, becomes parts, and the parts become a file. */
#ifndef HARVEST_H
#define HARVEST_H

#include "catalogue/build.h"
#include "catalogue/intake.h"

struct harvest {
	struct intake *intake;
	struct assemble_options options; /* `known` is called by several threads */
	int folder; /* where parts are kept until the file is whole, so that they need not be made again; -1: in memory */
	int threads;              /* 1 and up */
	build_progress *progress; /* may be NULL */
	void *arg;
};

/* Write the file of all that came in to fd (see build_write). Counts are added to. ERR_IO, ERR_TOO_LARGE. */
enum err harvest_write(struct ctx *cx, const struct harvest *h, int fd,
		       struct assemble_counts *counts) NODISCARD;

#endif
