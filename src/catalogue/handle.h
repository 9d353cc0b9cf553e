/* handle.h - the open catalogue behind struct catalogue: which files are in force, and changing over to newer ones. */
#ifndef HANDLE_H
#define HANDLE_H

#include "catalogue/catalogue.h"
#include "catalogue/file.h"
#include "catalogue/segments.h"

/* Files in use. They stay mapped until all who got them have put them back, also when newer ones have come. */
struct view {
	struct file files[SEGMENTS_MAX +
			  1]; /* oldest first: the starter catalogue, then those on the list */
	size_t n;
	uint64_t titles; /* in all of them */
	int users;       /* guarded by the handle's lock */
};

/* The files in force now. Put back with view_put. */
enum err view_get(struct ctx *cx, struct catalogue *c, struct view **out) NODISCARD;
void view_put(struct catalogue *c, struct view *v);

/* The files on the catalogue's list, and the starter: for who holds the lock. Closed by view_close. */
enum err view_open(struct ctx *cx, int folder, const struct segments *s,
		   struct view *out) NODISCARD;
void view_close(struct view *v);

#endif
