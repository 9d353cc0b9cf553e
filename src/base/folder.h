/* folder.h - what folders need beyond the C library. */
#ifndef FOLDER_H
#define FOLDER_H

#include "base/str.h"

/* The name of a new or renamed file is on the disk only when its folder is: true when that is done. */
bool folder_sync_of(struct arena *a, const char *path) NODISCARD;

#endif
