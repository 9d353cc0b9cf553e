/* handle.h - the open catalogue behind struct catalogue: which file is in force, and changing over to a newer one. */
#ifndef HANDLE_H
#define HANDLE_H

#include "catalogue/catalogue.h"
#include "catalogue/file.h"

/* A file in use. It stays mapped until all who got it have put it back, also when a newer one has come. */
struct view {
	struct file file;
	int users; /* guarded by the handle's lock */
};

/* The file in force now. Put back with view_put. */
enum err view_get(struct ctx *cx, struct catalogue *c, struct view **out) NODISCARD;
void view_put(struct catalogue *c, struct view *v);

/* "<data_dir>/catalogue/<name>", in the arena. */
str catalogue_path(struct ctx *cx, const struct conf *conf, const char *name);

#define CATALOGUE_INDEX "books.index"

#endif
