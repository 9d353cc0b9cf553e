/* log.h - one structured line per event on standard error: JSON, or
 * `key=value` when a person is watching on a terminal. */
#ifndef LOG_H
#define LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF };
enum log_form { LOG_AUTO, LOG_JSON, LOG_TEXT };

struct log_field {
	const char *key;
	char type; /* i int64, m microseconds shown as milliseconds, s text */
	union {
		int64_t i;
		str s;
	};
};

#define LOG_FIELDS(...) \
	(const struct log_field[]){ __VA_ARGS__ }, \
		sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field)

struct log_field log_i64(const char *key, int64_t v);
struct log_field log_ms(const char *key, int64_t us); /* "1.042": microseconds as milliseconds */
struct log_field log_str(const char *key,
			 str v); /* control characters are escaped; empty ones are left out */
struct log_field log_z(const char *key, const char *nul_terminated);

/* Lines below `level` are dropped. Call once, before other threads start. */
void log_setup(enum log_level level, enum log_form form);
bool log_wants(enum log_level level);

/* One line, at most 4 KiB (longer values are cut), written whole by one write(2). */
void log_line(enum log_level level, const char *event, const struct log_field *fields, size_t n);

#endif
