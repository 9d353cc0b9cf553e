/* ctx.h - one piece of work: a request, a job or a command.
 *
 * A ctx is the first argument of every function that can fail or allocate.
 * It owns the arena, and it holds the error, if there is one. It belongs to
 * one thread at a time. */
#ifndef CTX_H
#define CTX_H

#include "base/trace.h"

enum err {
	OK = 0,
#define ERROR(id, name, http, exit) ERR_##id,
#include "base/errors.def"
#undef ERROR
	ERR__MAX
};

struct app;
struct db;
struct ctx_cleanup;

/* How somebody proved who they are. */
enum proof {
	PROOF_NONE,
	PROOF_DEVELOPMENT, /* they said so, on a server for development */
	PROOF_SESSION,     /* an access token of a session */
	PROOF_TOKEN        /* an API token, good for its scopes only */
};

enum scope { SCOPE_READ = 1, SCOPE_WRITE = 2, SCOPE_SCAN = 4, SCOPE_ALL = 7 };

/* Who is asking: the user behind the request or the command. */
struct actor {
	str user_id;  /* UUID text; empty: nobody is signed in, or they are new */
	str email;    /* lower case; empty: nobody is known */
	str username; /* wanted, should the user be new */
	enum proof proof;
	unsigned scopes; /* enum scope */
	bool admin;
	str session_id; /* of PROOF_SESSION: a UUID */
	str address;    /* where the request comes from; empty: from no network */
	int64_t change_seq; /* while their library is written to: the last number given (library/writes.h) */
};

struct ctx {
	struct arena arena;
	struct app *app; /* what all work shares (library/app.h) */
	struct db *db;   /* lent for the length of the work */
	struct actor actor;
	int64_t now_ms; /* milliseconds since 1970 UTC, set once when the work starts */
	str reached; /* the address this server was asked under, "https://books.example.org"; empty: by no network */
	str request_id;     /* in the log lines and in the answer's X-Request-Id */
	struct trace trace; /* the same across programs: in and out by traceparent */
	enum err err;       /* what fail() recorded last */
	str err_text;       /* for people; never a secret, never SQL, never a path of the server */
	str err_field;      /* the input that is to blame, as its sender spells it; may be empty */
	int64_t err_wait_s; /* it is worth trying again after so many seconds; 0: not known */
	struct ctx_cleanup *cleanup; /* run by ctx_end, newest first */
};

/* Record an error and return it: `return fail(cx, ERR_NOT_FOUND, "no such book");`
 * This and fail_field are the only ways to make an error. The first error of a chain is the
 * one to report: let it pass, don't wrap it. */
#define fail(cx, code, ...) ctx_fail((cx), (code), __FILE__, __LINE__, __VA_ARGS__)

/* As fail(ERR_INVALID_FIELD), naming the field: "publishedYear", "limit". */
#define fail_field(cx, field, ...) \
	((cx)->err_field = (field), fail((cx), ERR_INVALID_FIELD, __VA_ARGS__))

/* As fail, saying after how many seconds it is worth trying again. */
#define fail_for(cx, code, wait_s, ...) \
	(ctx_fail((cx), (code), __FILE__, __LINE__, __VA_ARGS__), (cx)->err_wait_s = (wait_s), \
	 (code))

/* A ctx for work that starts now. Ended by ctx_end. */
struct ctx ctx_make(struct app *app);

/* Run the cleanups, free the arena. The ctx can be used again afterwards only through ctx_make. */
void ctx_end(struct ctx *cx);

/* A piece of cx's work whose memory is given back before cx ends: same app, database and time. Ended by ctx_part_end, which hands its error on
 * to cx, and returns it. */
struct ctx ctx_part(struct ctx *cx);
enum err ctx_part_end(struct ctx *cx, struct ctx *part, enum err e);

/* Have `run(arg)` called by ctx_end: for what a library gave us and malloc'd. */
void ctx_defer(struct ctx *cx, void (*run)(void *arg), void *arg);

/* Forget the recorded error: for the caller that handled it. */
void ctx_forgive(struct ctx *cx);

enum err ctx_fail(struct ctx *cx, enum err code, const char *file, int line, const char *fmt, ...)
	PRINTF(5, 6);

/* The API's name of the recorded error: the table's, or "invalid_<field>". In the arena. */
str ctx_err_name(struct ctx *cx);
const char *err_name(enum err e);
int err_http_status(enum err e);
int err_exit_status(enum err e);

#endif
