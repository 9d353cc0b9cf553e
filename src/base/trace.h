/* trace.h - one piece of work as a part of a trace over many programs (W3C Trace Context). */
#ifndef TRACE_H
#define TRACE_H

#include "base/str.h"

enum { TRACE_RANDOM = 24, TRACE_SAMPLED = 1, TRACE_RANDOM_ID = 2, TRACE_STATE_MAX = 512 };

struct trace {
	char id[33]; /* 32 lower-case hexadecimal digits, the same in all programs; empty: no trace */
	char span[17];  /* 16, this piece of work */
	unsigned flags; /* TRACE_SAMPLED, TRACE_RANDOM_ID */
	str state;      /* tracestate, to be passed on as it is; may be empty */
};

/* Take part in the trace that `parent`, a traceparent header, names, with a span of one's own; begin a new one when it is not
 * exactly as it must be. True: it was. */
bool trace_join(struct trace *t, str parent, const unsigned char random[TRACE_RANDOM]);

/* traceparent for an answer, and for calls to other programs. In the arena. */
str trace_parent(struct arena *a, const struct trace *t);

/* What may be passed on of a tracestate header: visible ASCII and blanks, at most TRACE_STATE_MAX bytes, name=value pairs. */
bool trace_state_valid(str s);

#endif
