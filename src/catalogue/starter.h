/* starter.h - the starter catalogue, which is built into the program: tables of well-known works. */
#ifndef STARTER_H
#define STARTER_H

#include "catalogue/file.h"

/* As a file of the catalogue in memory. Takes some milliseconds. */
enum err starter_map(struct ctx *cx, struct file *out) NODISCARD;

#endif
