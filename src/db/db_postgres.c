/* db_postgres.c - the PostgreSQL engine. The only file that includes libpq.
 *
 * Statements are prepared by name, once a connection; without names (pgbouncer in transaction mode) each is sent with its
 * text, and nothing is kept in a session. Numbers and ids travel in binary, texts as they are. The types of `s` parameters
 * are left to the server: the same statement then serves columns of type uuid and text. */
#include "db/db_engine.h"

#include "base/log.h"
#include "db/pg_values.h"

#include <ctype.h>
#include <endian.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARGS = 64, MAX_DEAD_READS = 4 };

struct pg {
	struct db db;
	PGconn *h;
	enum err failed; /* what made the open transaction fail: nothing else can be done in it */
	bool indexed;    /* prefer_indexes has been said to this session */
};

static struct pg *own(struct db *db) { return (struct pg *)db; }
static PGconn *handle(struct db *db) { return own(db)->h; }

/* ---- errors ---- */

static const char away[] = "the database is away; try again in a few seconds";
static const char busy[] = "the database is busy; try again";

/* What a SQLSTATE beginning with these characters means. A unique key is often broken by somebody who was quicker: who looks
 * again finds their row. */
static const struct meaning {
	const char *state;
	enum err err;
	enum again again;
	bool broken; /* the connection is of no more use */
	const char *text;
} meanings[] = {
	{ "23505", ERR_CONFLICT, AGAIN_ONCE, false, "already there" },
	{ "40001", ERR_UNAVAILABLE, AGAIN, false, busy }, /* serialization failure */
	{ "40P01", ERR_UNAVAILABLE, AGAIN, false, busy }, /* deadlock */
	{ "55P03", ERR_UNAVAILABLE, AGAIN, false, busy }, /* lock not available */
	{ "53100", ERR_NO_SPACE, AGAIN_NO, false, "the database's disk is full" },
	{ "53", ERR_UNAVAILABLE, AGAIN_NO, false, busy },    /* memory, connections */
	{ "57014", ERR_UNAVAILABLE, AGAIN_NO, false, busy }, /* cancelled, or a time limit */
	{ "57P", ERR_UNAVAILABLE, AGAIN_NO, true, away },    /* shut down, crashed, starting */
	{ "08", ERR_UNAVAILABLE, AGAIN_NO, true, away },     /* the connection */
	{ "25006", ERR_UNAVAILABLE, AGAIN_NO, true,
	  away }, /* the server became a read-only copy of another */
	{ "26000", ERR_UNAVAILABLE, AGAIN_NO, true, busy }, /* no statement of this name */
	{ "42P05", ERR_UNAVAILABLE, AGAIN_NO, true, busy }, /* there is one already */
};

/* A prepared statement met a new schema (0A000, among other things): it must be prepared anew. */
static const struct meaning stale = { "", ERR_UNAVAILABLE, AGAIN_ONCE, true, busy };

static bool is_stale(const PGresult *r)
{
	const char *function = r ? PQresultErrorField(r, PG_DIAG_SOURCE_FUNCTION) : NULL;

	return function && strcmp(function, "RevalidateCachedQuery") == 0;
}

static const struct meaning *meaning_of(const char *state)
{
	for (size_t i = 0; state && i < countof(meanings); i++)
		if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) == 0)
			return &meanings[i];
	return NULL;
}

/* A session that is not ours alone: the operator is told what to do. */
static str hint(const char *state)
{
	return state && (strcmp(state, "26000") == 0 || strcmp(state, "42P05") == 0)
		       ? S("behind a proxy that shares sessions, as pgbouncer does in transaction mode,"
			   " set database_named_statements to false")
		       : S("");
}

static void log_trouble(struct ctx *cx, const char *what, const char *state, const char *message)
{
	log_line(LOG_WARN, "database_error",
		 LOG_FIELDS(log_str("request_id", cx->request_id), log_z("statement", what),
			    log_z("sqlstate", state ? state : ""), log_z("message", message),
			    log_str("hint", hint(state))));
}

static const char *primary(PGconn *h, const PGresult *r)
{
	const char *message = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	return message ? message : PQerrorMessage(h);
}

/* r: what the server said, NULL when it could not be asked. */
static enum err pg_fail(struct ctx *cx, struct db *db, const PGresult *r, const char *what)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const struct meaning *m = is_stale(r) ? &stale : meaning_of(state);
	struct pg *p = own(db);

	if (PQstatus(p->h) != CONNECTION_OK)
		m = meaning_of("08");
	if (p->failed && state && strcmp(state, "25P02") == 0)
		return fail(cx, p->failed, "an earlier part of this change failed");
	if (m) {
		db->broken |= m->broken;
		db->again = m->again > db->again ? m->again : db->again;
		if (m->err != ERR_CONFLICT)
			log_trouble(cx, what, state, primary(p->h, r));
	}
	p->failed = m ? m->err : ERR_INTERNAL;
	return m ? fail(cx, m->err, "%s", m->text)
		 : fail(cx, ERR_INTERNAL, "%s: %s", what, primary(p->h, r));
}

static bool went_well(const PGresult *r)
{
	ExecStatusType s = PQresultStatus(r);

	return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
}

static enum err pg_exec(struct ctx *cx, struct db *db, const char *text)
{
	PGresult *r = PQexec(handle(db), text);
	enum err e = OK;

	if (!went_well(r))
		e = pg_fail(cx, db, r, strlen(text) < 16 ? text : "script");
	else if (strcmp(text, "COMMIT") == 0 && strcmp(PQcmdStatus(r), "COMMIT") != 0)
		e = fail(cx, own(db)->failed ? own(db)->failed : ERR_INTERNAL,
			 "a part of this change failed: nothing of it was saved");
	PQclear(r);
	if (PQtransactionStatus(handle(db)) == PQTRANS_IDLE)
		own(db)->failed = OK;
	return e;
}

/* ---- connections ---- */

static void notice(void *arg, const char *message)
{
	(void)arg;
	log_line(LOG_DEBUG, "database_notice", LOG_FIELDS(log_z("message", message)));
}

static bool option_is(const PQconninfoOption *o, const char *name)
{
	return strcmp(o->keyword, name) == 0 && o->val && *o->val;
}

/* What libpq says of a failed connection, without the password should it stand in there. */
static str reason(struct ctx *cx, PGconn *h, const char *password)
{
	str all = str_from(PQerrorMessage(h));
	struct buf b = buf_make(&cx->arena, 4096);
	size_t n = strlen(password);

	while (all.n && all.p[all.n - 1] == '\n')
		all.n--;
	for (size_t i = 0; i < all.n;)
		if (n && all.n - i >= n && memcmp(all.p + i, password, n) == 0) {
			buf_add(&b, S("***"));
			i += n;
		} else {
			buf_addc(&b, all.p[i++]);
		}
	return buf_str(&b);
}

/* The password of this address. Where one is written with a raw @ or / libpq takes parts of it for something else, and
 * would show them in its messages. */
static enum err check_url(struct ctx *cx, const char *url, const char **password)
{
	PQconninfoOption *all = PQconninfoParse(url, NULL);
	bool sound = all != NULL;

	*password = "";
	for (PQconninfoOption *o = all; o && o->keyword; o++) {
		if (option_is(o, "password"))
			*password = str_dup(&cx->arena, str_from(o->val)).p;
		if ((option_is(o, "host") && strchr(o->val, '@')) ||
		    (option_is(o, "port") && o->val[strspn(o->val, "0123456789,")]))
			sound = false;
	}
	PQconninfoFree(all);
	return sound ? OK
		     : fail(cx, ERR_CONFIG,
			    "database_url (DATABASE_URL) is not a sound address of a PostgreSQL database:"
			    " postgres://user:password@host:port/name, in which @ / : of a password are"
			    " written %%40 %%2F %%3A");
}

/* The defaults stand before the address, which may say otherwise. A server that is gone without a word is noticed in
 * seconds, not in the minutes that TCP allows. */
static PGconn *connect_to(const char *url)
{
	static const char *const names[] = { "application_name",
					     "connect_timeout",
					     "tcp_user_timeout",
					     "keepalives_idle",
					     "keepalives_interval",
					     "keepalives_count",
					     "client_encoding",
					     "dbname",
					     NULL };
	const char *const values[] = { "bookshelf", "2", "8000", "5", "2", "3", "UTF8", url, NULL };

	return PQconnectdbParams(names, values, 1);
}

static enum err check_connection(struct ctx *cx, PGconn *h, const char *password)
{
	const char *encoding;

	if (PQstatus(h) != CONNECTION_OK)
		return fail(cx, ERR_UNAVAILABLE, "the database cannot be reached: " STR_FMT,
			    STR_ARG(reason(cx, h, password)));
	encoding = PQparameterStatus(h, "server_encoding");
	if (encoding && strcmp(encoding, "UTF8") != 0)
		return fail(cx, ERR_CONFIG, "the database has the encoding %s; it must be UTF8",
			    encoding);
	PQsetNoticeProcessor(h, notice, NULL);
	return OK;
}

static enum err pg_open(struct ctx *cx, str url, struct db **out)
{
	const char *z = str_dup(&cx->arena, url).p, *password;
	struct pg *p;
	enum err e;

	if ((e = check_url(cx, z, &password)))
		return e;
	p = xmalloc(sizeof *p);
	memset(p, 0, sizeof *p);
	p->db.engine = &db_postgres;
	p->h = connect_to(z);
	CHECK(p->h);
	if ((e = check_connection(cx, p->h, password))) {
		PQfinish(p->h);
		free(p);
		return e;
	}
	*out = &p->db;
	return OK;
}

static enum err pg_reopen(struct ctx *cx, struct db *db)
{
	struct pg *p = own(db);
	const char *password = PQpass(p->h);

	PQreset(p->h);
	p->failed = OK;
	p->indexed = false;
	return check_connection(cx, p->h, password ? password : "");
}

/* An idle connection is silent: what can be read is its end, or a message before it. */
static bool pg_alive(struct db *db)
{
	PGconn *h = handle(db);
	struct pollfd fd = { .fd = PQsocket(h), .events = POLLIN };

	for (int i = 0; PQstatus(h) == CONNECTION_OK && i < MAX_DEAD_READS; i++) {
		if (poll(&fd, 1, 0) == 0)
			return true;
		if (!PQconsumeInput(h))
			return false;
	}
	return false;
}

static void pg_close(struct db *db)
{
	PQfinish(handle(db));
	free(db);
}

/* ---- statements ---- */

static const char *text_of(const struct sql *q) { return q->pg ? q->pg : q->text; }

/* Asked whether it is NULL, a parameter is of no type that the server could find: it is a text. */
static bool asked_null(const char *text, size_t i)
{
	char name[24];

	snprintf(name, sizeof name, "$%zu IS ", i + 1);
	return strstr(text, name) != NULL;
}

static Oid type_in(const struct sql *q, size_t i)
{
	switch (tolower(q->in[i])) {
	case 'i': return PG_INT8;
	case 'd': return PG_FLOAT8;
	case 'b': return PG_BYTEA;
	default:
		return asked_null(text_of(q), i) ? PG_TEXT
						 : 0; /* as the server finds it used: text, uuid */
	}
}

static enum err check_columns(struct ctx *cx, const struct sql *q, const PGresult *r)
{
	if ((size_t)PQnfields(r) != strlen(q->out))
		return fail(cx, ERR_INTERNAL, "%s: %d columns, not %zu", q->name, PQnfields(r),
			    strlen(q->out));
	for (int c = 0; c < PQnfields(r); c++)
		if (!pg_type_fits(q->out[c], PQftype(r, c)))
			return fail(cx, ERR_INTERNAL, "%s: column %d has type %u, which is no '%c'",
				    q->name, c + 1, PQftype(r, c), q->out[c]);
	return OK;
}

static enum err check_params(struct ctx *cx, const struct sql *q, const PGresult *r)
{
	if ((size_t)PQnparams(r) != strlen(q->in))
		return fail(cx, ERR_INTERNAL, "%s: %d parameters, not %zu", q->name, PQnparams(r),
			    strlen(q->in));
	for (int i = 0; i < PQnparams(r); i++)
		if (!pg_type_fits(q->in[i], PQparamtype(r, i)))
			return fail(cx, ERR_INTERNAL, "%s: $%d has type %u, which is no '%c'",
				    q->name, i + 1, PQparamtype(r, i), q->in[i]);
	return OK;
}

static enum err describe(struct ctx *cx, struct db *db, const struct sql *q, const char *name)
{
	PGresult *r = PQdescribePrepared(handle(db), name);
	enum err e = OK;

	if (!went_well(r))
		e = pg_fail(cx, db, r, q->name);
	else if (!(e = check_params(cx, q, r)))
		e = check_columns(cx, q, r);
	PQclear(r);
	return e;
}

/* What the server knows by the statement's name. */
struct stmt {
	size_t n;
	Oid types[];
};

static struct stmt *stmt_make(const struct sql *q)
{
	size_t n = strlen(q->in);
	struct stmt *s = xmalloc(sizeof *s + n * sizeof s->types[0]);

	CHECK(n <= MAX_ARGS);
	s->n = n;
	for (size_t i = 0; i < n; i++)
		s->types[i] = type_in(q, i);
	return s;
}

/* A prepared statement keeps its plan. Made while a table was small, that reads the whole table for a row, and goes on to
 * until somebody looks how large it has become; each of our questions has its index. Not in a transaction, which would
 * take it back when it fails. */
static void prefer_indexes(struct db *db)
{
	struct pg *p = own(db);

	if (p->indexed || db->in_transaction)
		return;
	PQclear(PQexec(p->h, "SET enable_seqscan = off"));
	p->indexed = true;
}

static enum err prepare_named(struct ctx *cx, struct db *db, const struct sql *q,
			      const struct stmt *s)
{
	PGresult *r;
	enum err e;

	prefer_indexes(db);
	r = PQprepare(handle(db), q->name, text_of(q), (int)s->n, s->types);
	e = went_well(r) ? OK : pg_fail(cx, db, r, q->name);

	PQclear(r);
	return e ? e : describe(cx, db, q, q->name);
}

/* Without names each answer is checked as it comes. */
static enum err pg_prepare(struct ctx *cx, struct db *db, const struct sql *q, void **stmt)
{
	struct stmt *s = stmt_make(q);
	enum err e = db->unnamed ? OK : prepare_named(cx, db, q, s);

	if (e)
		free(s);
	else
		*stmt = s;
	return e;
}

static void pg_finalize(struct db *db, void *stmt)
{
	(void)db;
	free(stmt);
}

struct params {
	const char *p[MAX_ARGS];
	int n[MAX_ARGS], binary[MAX_ARGS];
	uint64_t number[MAX_ARGS];
};

static void put_number(struct params *ps, size_t i, uint64_t bits)
{
	ps->number[i] = htobe64(bits);
	ps->p[i] = (const char *)&ps->number[i];
	ps->n[i] = sizeof ps->number[i];
	ps->binary[i] = 1;
}

static void put_param(struct arena *a, struct params *ps, size_t i, const struct val *v)
{
	uint64_t bits;

	ps->p[i] = NULL;
	ps->n[i] = ps->binary[i] = 0;
	switch (v->type) {
	case 'i': put_number(ps, i, (uint64_t)v->i); break;
	case 'd':
		memcpy(&bits, &v->d, sizeof bits);
		put_number(ps, i, bits);
		break;
	case 's': ps->p[i] = str_dup(a, v->s).p; break;
	case 'b':
		ps->p[i] = v->s.n ? v->s.p : "";
		ps->n[i] = (int)v->s.n;
		ps->binary[i] = 1;
		break;
	default: break;
	}
}

static PGresult *send(struct ctx *cx, struct db *db, const struct sql *q, const struct stmt *s,
		      const struct val *args)
{
	struct params ps;
	int n = (int)s->n;

	for (size_t i = 0; i < s->n; i++)
		put_param(&cx->arena, &ps, i, &args[i]);
	return db->unnamed
		       ? PQexecParams(handle(db), text_of(q), n, s->types, ps.p, ps.n, ps.binary, 1)
		       : PQexecPrepared(handle(db), q->name, n, ps.p, ps.n, ps.binary, 1);
}

static struct val column(const PGresult *r, int row, int col, char type, char *uuid)
{
	struct val v = { .type = (char)tolower(type) };
	const char *p = PQgetvalue(r, row, col);
	Oid oid = PQftype(r, col);

	if (PQgetisnull(r, row, col))
		return (struct val){ .type = 0 };
	if (v.type == 'i')
		v.i = pg_whole(p, oid);
	else if (v.type == 'd')
		v.d = pg_real(p, oid);
	else if (oid == PG_UUID)
		v.s = pg_uuid(p, uuid);
	else
		v.s = (str){ p, (size_t)PQgetlength(r, row, col) };
	return v;
}

static enum err read_rows(struct ctx *cx, const struct sql *q, const PGresult *r, db_row *each,
			  void *arg)
{
	struct rows row = { .n = 1, .cols = strlen(q->out) };
	char *uuids = arena_new(&cx->arena, char, row.cols *PG_UUID_ROOM);
	enum err e = OK;

	row.cells = arena_new(&cx->arena, struct val, row.cols);
	for (int i = 0; i < PQntuples(r) && !e; i++) {
		for (size_t c = 0; c < row.cols; c++)
			row.cells[c] = column(r, i, (int)c, q->out[c], uuids + c * PG_UUID_ROOM);
		e = each(cx, &row, arg);
	}
	return e;
}

static enum err pg_run(struct ctx *cx, struct db *db, const struct sql *q, void *stmt,
		       const struct val *args, size_t n, db_row *each, void *arg)
{
	PGresult *r = send(cx, db, q, stmt, args);
	enum err e = OK;

	(void)n; /* as many as q->in */
	if (!went_well(r))
		e = pg_fail(cx, db, r, q->name);
	else if (!(e = check_columns(cx, q, r)))
		e = read_rows(cx, q, r, each, arg);
	PQclear(r);
	return e;
}

/* A constraint that was added without looking at the rows there were. */
static const struct sql pg_check = {
	"postgres_check", "", "s",
	"SELECT 'the constraint ' || conname || ' has not been checked' FROM pg_constraint"
	" WHERE NOT convalidated AND connamespace = current_schema()::text::regnamespace"
};

const struct db_engine db_postgres = {
	.name = "postgres",
	.begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.check = &pg_check,
	.begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
	.open = pg_open,
	.reopen = pg_reopen,
	.alive = pg_alive,
	.prepare = pg_prepare,
	.run = pg_run,
	.exec = pg_exec,
	.finalize = pg_finalize,
	.close = pg_close,
};
