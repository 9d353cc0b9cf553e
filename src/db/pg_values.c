/* pg_values.c - see pg_values.h. */
#include "db/pg_values.h"

#include <ctype.h>

bool pg_type_fits(char type, unsigned have)
{
	switch (tolower(type)) {
	case 'i': return have == PG_INT8 || have == PG_INT4 || have == PG_INT2 || have == PG_BOOL;
	case 'd': return have == PG_FLOAT8 || have == PG_FLOAT4;
	case 'b': return have == PG_BYTEA;
	default:
		return have == PG_TEXT || have == PG_UUID || have == PG_VARCHAR ||
		       have == PG_BPCHAR || have == PG_NAME;
	}
}

static uint64_t big_endian(const char *p, int n)
{
	uint64_t u = 0;

	for (int i = 0; i < n; i++)
		u = u << 8 | (unsigned char)p[i];
	return u;
}

int64_t pg_whole(const char *p, unsigned type)
{
	switch (type) {
	case PG_BOOL: return *p != 0;
	case PG_INT2: return (int16_t)big_endian(p, 2);
	case PG_INT4: return (int32_t)big_endian(p, 4);
	default: return (int64_t)big_endian(p, 8);
	}
}

double pg_real(const char *p, unsigned type)
{
	uint64_t u = big_endian(p, type == PG_FLOAT4 ? 4 : 8);
	uint32_t narrow = (uint32_t)u;
	float f;
	double d;

	memcpy(&f, &narrow, sizeof f);
	memcpy(&d, &u, sizeof d);
	return type == PG_FLOAT4 ? (double)f : d;
}

str pg_uuid(const char *p, char out[PG_UUID_ROOM])
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[n++] = '-';
		out[n++] = hex[(unsigned char)p[i] >> 4];
		out[n++] = hex[p[i] & 15];
	}
	out[n] = '\0';
	return (str){ out, n };
}
