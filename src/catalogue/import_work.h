/* import_work.h - what an import keeps in the catalogue's folder while it runs, so that one that was killed can be gone on with. */
#ifndef IMPORT_WORK_H
#define IMPORT_WORK_H

#include "catalogue/intake.h"

/* How far an import is: the files before `file` are read, of that one this much. */
struct import_place {
	uint64_t file, consumed, sum;
	int64_t lines;
};

struct import_work {
	int folder; /* a folder of its own in the catalogue's */
	int rows, names, index;
	struct spill *spill;
	struct authors *authors;
	struct intake intake;
};

/* Open the folder, made if need be. `wanted` is what the import is of: files and filters. With a state of the same import in it, go on
 * from there: *at says where, and *resumed is true; anything else that is in it is removed. ERR_IO. */
enum err import_work_open(struct ctx *cx, int catalogue, str wanted, struct intake_filter filter,
			  struct import_work *out, struct import_place *at,
			  bool *resumed) NODISCARD;
void import_work_close(struct import_work *w);

/* Keep the state, on the disk: a process that is killed afterwards can be gone on from here. ERR_IO. */
enum err import_work_save(struct ctx *cx, struct import_work *w, str wanted,
			  const struct import_place *at) NODISCARD;

/* Remove the folder and what is in it; the work is closed by then. */
void import_work_remove(int catalogue);

#endif
