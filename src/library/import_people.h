/* import_people.h - the profile, friends and loans of this program's own export: they come back with the books. Used by imports.c. */
#ifndef IMPORT_PEOPLE_H
#define IMPORT_PEOPLE_H

#include "library/app.h"

/* Those that the file holds, to be kept until its books are there: JSON. {NULL, 0}: none, or another kind of file. */
str import_people_of(struct ctx *cx, str bytes);

/* Inside a write: add those that are not there, and of the profile what is empty. A friend is the one of that name; a loan is the
 * same when copy, borrower and day are; one whose book did not come along, or is lent already, is passed over. *added: what was, as JSON to
 * be kept in place of `people`. */
enum err import_people(struct ctx *cx, str people, str *added) NODISCARD;

/* Inside a write: take back what was added and has not been changed since; a friend to whom something else is lent stays. */
enum err import_people_undo(struct ctx *cx, str added) NODISCARD;

#endif
