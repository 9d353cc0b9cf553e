/* trace.c - see trace.h. */
#include "base/trace.h"

#include <string.h>

/* 00-<32 digits of the trace>-<16 of the caller's span>-<2 of flags>; later versions may have more behind another dash. */
enum { ID_AT = 3, SPAN_AT = 36, FLAGS_AT = 53, ALL = 55, ID_N = 32, SPAN_N = 16, BYTES_OF_ID = 16 };

static const char digits[] = "0123456789abcdef";

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* -1: not two lower-case digits. */
static int byte_at(const char *p)
{
	int high = digit(p[0]), low = digit(p[1]);

	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool is_id(const char *p, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (digit(p[i]) < 0)
			return false;
		any = any || p[i] != '0';
	}
	return any; /* all zeros is the invalid id */
}

static bool is_parent(str t)
{
	int version;

	if (t.n < ALL || t.p[2] != '-' || t.p[SPAN_AT - 1] != '-' || t.p[FLAGS_AT - 1] != '-')
		return false;
	version = byte_at(t.p);
	if (version < 0 || version == 0xff || byte_at(t.p + FLAGS_AT) < 0)
		return false;
	if (t.n > ALL && (version == 0 || t.p[ALL] != '-'))
		return false;
	return is_id(t.p + ID_AT, ID_N) && is_id(t.p + SPAN_AT, SPAN_N);
}

static void put_hex(char *out, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * n] = '\0';
}

bool trace_join(struct trace *t, str parent, const unsigned char random[TRACE_RANDOM])
{
	bool join = parent.n && is_parent(parent);

	put_hex(t->span, random + BYTES_OF_ID, TRACE_RANDOM - BYTES_OF_ID);
	t->state = S("");
	if (join) {
		memcpy(t->id, parent.p + ID_AT, ID_N);
		t->id[ID_N] = '\0';
		t->flags = (unsigned)byte_at(parent.p + FLAGS_AT) &
			   (TRACE_SAMPLED | TRACE_RANDOM_ID);
		return true;
	}
	put_hex(t->id, random, BYTES_OF_ID);
	t->flags = TRACE_RANDOM_ID;
	return false;
}

str trace_parent(struct arena *a, const struct trace *t)
{
	char *p = arena_new(a, char, ALL + 1);

	memcpy(p, "00-", ID_AT);
	memcpy(p + ID_AT, t->id, ID_N);
	p[SPAN_AT - 1] = '-';
	memcpy(p + SPAN_AT, t->span, SPAN_N);
	p[FLAGS_AT - 1] = '-';
	p[FLAGS_AT] = digits[t->flags >> 4 & 15];
	p[FLAGS_AT + 1] = digits[t->flags & 15];
	p[ALL] = '\0';
	return (str){ p, ALL };
}

bool trace_state_valid(str s)
{
	if (!s.n || s.n > TRACE_STATE_MAX || !memchr(s.p, '=', s.n))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < ' ' || s.p[i] > '~') && s.p[i] != '\t')
			return false;
	return true;
}
