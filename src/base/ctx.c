/* ctx.c - errors and the end of a piece of work. */
#include "base/ctx.h"

#include "base/clock.h"
#include "base/log.h"

struct ctx_cleanup {
	struct ctx_cleanup *next;
	void (*run)(void *arg);
	void *arg;
};

static const struct {
	const char *name;
	int http, exit;
} errs[ERR__MAX] = {
	[OK] = { "ok", 200, 0 },
#define ERROR(id, name, http, exit) [ERR_##id] = { name, http, exit },
#include "base/errors.def"
#undef ERROR
};

struct ctx ctx_make(struct app *app)
{
	return (struct ctx){ .app = app, .now_ms = clock_now_ms() };
}

void ctx_end(struct ctx *cx)
{
	while (cx->cleanup) {
		struct ctx_cleanup *c = cx->cleanup;

		cx->cleanup = c->next;
		c->run(c->arg);
	}
	arena_free(&cx->arena);
}

void ctx_defer(struct ctx *cx, void (*run)(void *arg), void *arg)
{
	struct ctx_cleanup *c = arena_new(&cx->arena, struct ctx_cleanup, 1);

	*c = (struct ctx_cleanup){ cx->cleanup, run, arg };
	cx->cleanup = c;
}

void ctx_forgive(struct ctx *cx)
{
	cx->err = OK;
	cx->err_text = cx->err_field = S("");
	cx->err_wait_s = 0;
}

/* Of a request, for its client is told little; a command tells all of it itself. */
static bool is_for_the_operator(enum err e)
{
	return e == ERR_IO || e == ERR_NO_SPACE || e == ERR_MODEL_UNAVAILABLE;
}

enum err ctx_fail(struct ctx *cx, enum err code, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	CHECK(code > OK && code < ERR__MAX);
	va_start(ap, fmt);
	cx->err_text = str_vfmt(&cx->arena, fmt, ap);
	va_end(ap);
	cx->err = code;
	cx->err_wait_s = 0;
	if (code != ERR_INVALID_FIELD)
		cx->err_field = S("");
	if (code == ERR_INTERNAL || (cx->request_id.n && is_for_the_operator(code)))
		log_line(LOG_ERROR, "error",
			 LOG_FIELDS(log_str("request_id", cx->request_id),
				    log_z("trace_id", cx->trace.id), log_z("code", err_name(code)),
				    log_str("message", cx->err_text), log_z("file", file),
				    log_i64("line", line)));
	return code;
}

str ctx_err_name(struct ctx *cx)
{
	struct buf b = buf_make(&cx->arena, 256);

	if (cx->err != ERR_INVALID_FIELD || cx->err_field.n == 0)
		return str_from(err_name(cx->err));
	buf_add(&b, S("invalid_"));
	for (size_t i = 0; i < cx->err_field.n; i++) {
		char c = cx->err_field.p[i];

		if (c >= 'A' && c <= 'Z')
			buf_addc(&b, '_');
		buf_addc(&b, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
	return buf_str(&b);
}

const char *err_name(enum err e) { return errs[e].name; }
int err_http_status(enum err e) { return errs[e].http; }
int err_exit_status(enum err e) { return errs[e].exit; }

struct ctx ctx_part(struct ctx *cx)
{
	struct ctx part = ctx_make(cx->app);

	part.db = cx->db;
	part.now_ms = cx->now_ms;
	return part;
}

enum err ctx_part_end(struct ctx *cx, struct ctx *part, enum err e)
{
	if (e)
		e = fail(cx, e, STR_FMT, STR_ARG(part->err_text));
	ctx_end(part);
	return e;
}
