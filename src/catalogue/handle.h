/* handle.h - the open catalogue behind struct catalogue: which files are in force, and changing over to newer ones. */
#ifndef HANDLE_H
#define HANDLE_H

#include "catalogue/catalogue.h"
#include "catalogue/file.h"
#include "catalogue/own.h"
#include "catalogue/segments.h"

/* Files in use. They stay mapped until all who got them have put them back, also when newer ones have come. */
struct view {
	/* Oldest first: the starter catalogue, those on the list, who asks' own. */
	struct file files[SEGMENTS_MAX + 1 + OWN_INDEXES];
	size_t n;
	uint64_t titles;        /* in all of them */
	int users;              /* guarded by the handle's lock */
	struct own_indexes own; /* the last of the files */
	struct view *shared;    /* the view that the others are of; NULL: this one */
};

/* The files in force now. Put back with view_put. */
enum err view_get(struct ctx *cx, struct catalogue *c, struct view **out) NODISCARD;
void view_put(struct catalogue *c, struct view *v);

/* The index that a file is, of who asks; NULL: it is the catalogue's. */
static inline const struct own_index *view_own(const struct view *v, size_t file)
{
	return file + v->own.n >= v->n ? v->own.items[file + v->own.n - v->n] : NULL;
}

/* Whether a title is not there any more. */
static inline bool view_gone(const struct view *v, size_t file, uint32_t title)
{
	const bool *gone = view_own(v, file) ? v->own.gone[file + v->own.n - v->n] : NULL;

	return gone && title < v->files[file].h.titles && gone[title];
}

/* The files on the catalogue's list, and the starter: for who holds the lock. Closed by view_close. */
enum err view_open(struct ctx *cx, int folder, const struct segments *s,
		   struct view *out) NODISCARD;
void view_close(struct view *v);

#endif
