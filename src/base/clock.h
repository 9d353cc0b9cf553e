/* clock.h - the time of day, the stop-watch, and times as the API writes them. */
#ifndef CLOCK_H
#define CLOCK_H

#include "base/str.h"

#define DAY_MS INT64_C(86400000)

/* Milliseconds since 1970-01-01 UTC. Work asks once (ctx.now_ms) and passes it on. */
int64_t clock_now_ms(void);

/* A stop-watch: microseconds since some moment, never going back. */
int64_t clock_ticks_us(void);

/* "2024-01-01T10:00:00.250Z"; the milliseconds are left out when 0. */
str clock_format(struct arena *a, int64_t ms);

/* The same without an arena, and always with milliseconds: CLOCK_TEXT bytes, no NUL. */
enum { CLOCK_TEXT = 24 };
void clock_stamp(char to[CLOCK_TEXT], int64_t ms);

/* Read an ISO 8601 date or date and time, basic or extended: "2024-01-01",
 * "20240101T100000+0500", "2024-01-01 10:00:00.25Z". Without an offset the time
 * is UTC. Years 1 to 9999. False: not such a time, *ms untouched. */
bool clock_parse(str s, int64_t *ms) NODISCARD;

/* 1 January 00:00 UTC of the year of that moment. */
int64_t clock_year_began_ms(int64_t ms);

#endif
