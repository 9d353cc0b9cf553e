/* pg_values.h - PostgreSQL's types, and its values in their binary form (network byte order). Knows no library. */
#ifndef PG_VALUES_H
#define PG_VALUES_H

#include "base/str.h"

/* pg_type.dat; they never change. */
enum {
	PG_BOOL = 16,
	PG_BYTEA = 17,
	PG_NAME = 19,
	PG_INT8 = 20,
	PG_INT2 = 21,
	PG_INT4 = 23,
	PG_TEXT = 25,
	PG_FLOAT4 = 700,
	PG_FLOAT8 = 701
};
enum { PG_BPCHAR = 1042, PG_VARCHAR = 1043, PG_UUID = 2950 };

/* Whether a statement's i, s, d or b may be a value of this type. */
bool pg_type_fits(char type, unsigned have);

int64_t pg_whole(const char *p, unsigned type); /* of a type that fits i */
double pg_real(const char *p, unsigned type);   /* of a type that fits d */

/* A uuid's 16 bytes in text, 36 characters and a NUL, into out. */
enum { PG_UUID_ROOM = 37 };
str pg_uuid(const char *p, char out[PG_UUID_ROOM]);

#endif
