/* clock.c - see clock.h. Civil dates by the algorithms of H. Hinnant's
 * "chrono-compatible low-level date algorithms" (days from civil and back). */
#include "base/clock.h"

#include <time.h>

#define FIRST_MS INT64_C(-62135596800000) /* 0001-01-01 */
#define LAST_MS INT64_C(253402300799999)  /* 9999-12-31T23:59:59.999 */

int64_t clock_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_ticks_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t days_from_civil(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void civil_from_days(int64_t days, int64_t *y, int64_t *m, int64_t *d)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

/* n digits of v, with leading zeros, and what follows them. printf here was a sixth of the time of listing a library. */
static char *put_digits(char *to, int64_t v, int n, char then)
{
	for (int i = n - 1; i >= 0; i--, v /= 10)
		to[i] = (char)('0' + v % 10);
	to[n] = then;
	return to + n + 1;
}

/* Up to the seconds, and what follows them. */
static char *put_seconds(char *p, int64_t days, int64_t in_day, char then)
{
	int64_t y, m, d;

	civil_from_days(days, &y, &m, &d);
	p = put_digits(p, y, 4, '-');
	p = put_digits(p, m, 2, '-');
	p = put_digits(p, d, 2, 'T');
	p = put_digits(p, in_day / 3600000, 2, ':');
	p = put_digits(p, in_day / 60000 % 60, 2, ':');
	return put_digits(p, in_day / 1000 % 60, 2, then);
}

static void split(int64_t ms, int64_t *days, int64_t *in_day)
{
	*days = ms / DAY_MS;
	*in_day = ms % DAY_MS;
	if (*in_day < 0) {
		*in_day += DAY_MS;
		--*days;
	}
}

void clock_stamp(char to[CLOCK_TEXT], int64_t ms)
{
	int64_t days, in_day;

	split(ms, &days, &in_day);
	put_digits(put_seconds(to, days, in_day, '.'), in_day % 1000, 3, 'Z');
}

str clock_format(struct arena *a, int64_t ms)
{
	char *text = arena_new(a, char, 32), *p;
	int64_t days, in_day;

	split(ms, &days, &in_day);
	p = put_seconds(text, days, in_day, in_day % 1000 ? '.' : 'Z');
	if (in_day % 1000)
		p = put_digits(p, in_day % 1000, 3, 'Z');
	return (str){ text, (size_t)(p - text) };
}

/* Cut exactly n digits off *s. */
static bool digits(str *s, size_t n, int64_t *out)
{
	*out = 0;
	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		*out = *out * 10 + (s->p[i] - '0');
	}
	*s = (str){ s->p + n, s->n - n };
	return true;
}

static bool skip(str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = (str){ s->p + 1, s->n - 1 };
	return true;
}

static bool parse_date(str *s, int64_t *days)
{
	static const int8_t length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t y, m, d, max;
	bool dash;

	if (!digits(s, 4, &y))
		return false;
	dash = skip(s, '-');
	if (!digits(s, 2, &m) || (dash && !skip(s, '-')) || !digits(s, 2, &d))
		return false;
	if (y < 1 || m < 1 || m > 12 || d < 1)
		return false;
	max = length[m - 1] + (m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
	*days = days_from_civil(y, m, d);
	return d <= max;
}

/* hh[:mm[:ss[.fraction]]], with or without colons. */
static bool parse_clock(str *s, int64_t *ms)
{
	int64_t h, m = 0, sec = 0, part, scale = 100, milli = 0;
	bool colon;

	if (!digits(s, 2, &h) || h > 23)
		return false;
	colon = skip(s, ':');
	if (digits(s, 2, &m)) {
		if ((colon ? skip(s, ':') : s->n && s->p[0] >= '0' && s->p[0] <= '9') &&
		    !digits(s, 2, &sec))
			return false;
	} else if (colon) {
		return false;
	}
	if (skip(s, '.') || skip(s, ','))
		for (; digits(s, 1, &part); scale /= 10)
			milli += part * scale;
	*ms = ((h * 60 + m) * 60 + sec) * 1000 + milli;
	return m < 60 && sec < 60;
}

static bool parse_offset(str *s, int64_t *ms)
{
	int64_t h, m = 0;
	bool minus;

	*ms = 0;
	if (s->n == 0 || skip(s, 'Z') || skip(s, 'z'))
		return s->n == 0;
	minus = s->p[0] == '-';
	if (!skip(s, '+') && !skip(s, '-'))
		return false;
	if (!digits(s, 2, &h))
		return false;
	skip(s, ':');
	if (s->n && !digits(s, 2, &m))
		return false;
	*ms = (h * 60 + m) * 60000 * (minus ? -1 : 1);
	return s->n == 0 && h < 24 && m < 60;
}

bool clock_parse(str s, int64_t *ms)
{
	int64_t days, in_day = 0, offset = 0;

	if (!parse_date(&s, &days))
		return false;
	if (s.n) {
		if (!skip(&s, 'T') && !skip(&s, 't') && !skip(&s, ' '))
			return false;
		if (!parse_clock(&s, &in_day) || !parse_offset(&s, &offset))
			return false;
	}
	in_day += days * DAY_MS - offset;
	if (in_day < FIRST_MS || in_day > LAST_MS)
		return false; /* the offset led out of the years that clock_format can write */
	*ms = in_day;
	return true;
}

int64_t clock_year_began_ms(int64_t ms)
{
	int64_t days, in_day, y, m, d;

	split(ms, &days, &in_day);
	civil_from_days(days, &y, &m, &d);
	return days_from_civil(y, 1, 1) * DAY_MS;
}
