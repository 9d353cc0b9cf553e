/* fd.h - what open files need beyond the C library. */
#ifndef FD_H
#define FD_H

#include "base/str.h"

/* All of the bytes, however few the system takes at a time; false: not all could be written. */
bool fd_write_all(int fd, str bytes) NODISCARD;

#endif
