/* shelf.h - a catalogue of a test's own: a data folder, what is imported into it, and the open handle. */
#ifndef SHELF_H
#define SHELF_H

#include "t.h"

#include <sys/types.h>

#include "catalogue/catalogue.h"

struct shelf {
	struct ctx cx;
	struct conf conf;
	struct catalogue *c; /* NULL until shelf_ask */
};

void shelf_open(struct shelf *s); /* nothing is imported yet */
void shelf_ask(struct shelf *s);  /* open the catalogue, anew when it is open */
void shelf_close(struct shelf *s);

/* A file in the shelf's folder: its path, which a C string ends. */
str shelf_write(struct shelf *s, const char *name, str text);

/* Import one file, or what `what` says, which must succeed. */
struct catalogue_report shelf_import(struct shelf *s, const char *name, str text);
enum err shelf_take(struct shelf *s, const char *path, struct catalogue_report *r);
struct catalogue_report shelf_take_all(struct shelf *s, const struct catalogue_import *what);

/* The nth file on the catalogue's list, the oldest is 0: its path; empty: there is none. */
str shelf_file(struct shelf *s, size_t i);
/* Change a byte of a file, or with at < 0 cut it to half. */
void shelf_damage(str path, off_t at);

/* The best answer; no title when there is none. */
struct catalogue_hit shelf_first(struct shelf *s, bool typed, const char *text);
str shelf_read(struct shelf *s, const char *spine);   /* its title, identified */
str shelf_search(struct shelf *s, const char *typed); /* its title, searched */

/* A book by its id; no title when there is none. */
struct catalogue_book shelf_get(struct shelf *s, const char *id);

#endif
