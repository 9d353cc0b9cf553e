/* unpacker.h - compressed bytes in pieces of any size, unpacked: gzip (RFC 1952) and Zstandard (RFC 8878), of several members too. */
#ifndef UNPACKER_H
#define UNPACKER_H

#include "base/str.h"

/* Bytes on both sides of an unpacker: it moves the beginnings on. */
struct unpacker_io {
	str in;
	char *out;
	size_t room;
};

enum unpacker_state {
	UNPACKER_MORE,  /* all of `in` is used up, or all `room` */
	UNPACKER_ENDED, /* a member has ended just here: the file may end, or another begin */
	UNPACKER_BROKEN /* damaged */
};

struct unpacker {
	void *state;
	enum unpacker_state (*run)(void *state, struct unpacker_io *io);
	void (*close)(void *state);
};

struct unpacker gunzip_open(void);
struct unpacker unzstd_open(void);

#endif
