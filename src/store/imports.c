/* imports.c - the tables imports and import_rows. */
#include "store/imports.h"

enum {
	ADD,
	GET,
	PEOPLE,
	PEOPLE_SET,
	FIND,
	SAME,
	LAST_SEQ,
	SET,
	RUNNING,
	LINE_ADD,
	LINE_SET,
	LINE_GET,
	LINES,
	LINES_OF,
	RESET,
	STMTS
};

#define IMPORT_COLUMNS \
	"id, format, mapping, file_name, file_digest, state, failure, row_count, matched, created, duplicate," \
	" needs_you, created_ms, updated_ms, seq"
#define IMPORT_TYPES "ssSSssSiiiiiiii"
#define LINE_COLUMNS \
	"row_number, outcome, reason, title, author, row_data, entry, problems, user_book_id, filled, book_seq"
#define LINE_TYPES "isSSSssSSSI"

static const struct sql sql[STMTS] = {
	[ADD] = { "import_add", "sssSSssiiiiS", "",
		  "INSERT INTO imports (user_id, id, format, mapping, file_name, file_digest, state, row_count, done,"
		  " matched, created, duplicate, needs_you, created_ms, updated_ms, seq, people)"
		  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0, $9, $10, $11, $12)" },
	[GET] = { "import_get", "ss", IMPORT_TYPES,
		  "SELECT " IMPORT_COLUMNS " FROM imports WHERE user_id = $1 AND id = $2" },
	[PEOPLE_SET] = { "import_people_set", "ssS", "",
			 "UPDATE imports SET people = $3 WHERE user_id = $1 AND id = $2" },
	[PEOPLE] = { "import_people", "ss", "S",
		     "SELECT people FROM imports WHERE user_id = $1 AND id = $2" },
	[FIND] = { "import_find", "s", IMPORT_TYPES,
		   "SELECT " IMPORT_COLUMNS
		   " FROM imports WHERE user_id = $1 ORDER BY created_ms DESC, id DESC" },
	[SAME] = { "import_same", "sss", "s",
		   "SELECT id FROM imports WHERE user_id = $1 AND file_digest = $2 AND id <> $3"
		   " AND state IN ('done', 'running') ORDER BY created_ms, id LIMIT 1" },
	[LAST_SEQ] = { "import_last_seq", "sss", "I",
		       "SELECT MAX(book_seq) FROM import_rows WHERE user_id = $1 AND import_id = $2"
		       " AND user_book_id = $3" },
	[SET] = { "import_set", "sssSiiiiiii", "",
		  "UPDATE imports SET state = $3, failure = $4, done = $5, matched = $6, created = $7, duplicate = $8,"
		  " needs_you = $9, updated_ms = $10, seq = $11 WHERE user_id = $1 AND id = $2" },
	[RUNNING] = { "import_running", "i", "ss",
		      "SELECT user_id, id FROM imports WHERE state = 'running' OR (state = 'preview' AND done < row_count)"
		      " ORDER BY created_ms, id LIMIT $1" },
	[LINE_ADD] = { "import_line_add", "ssisSSSssS", "",
		       "INSERT INTO import_rows (user_id, import_id, row_number, outcome, reason, title, author, row_data,"
		       " entry, problems) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" },
	[LINE_SET] = { "import_line_set", "ssisSSSI", "",
		       "UPDATE import_rows SET outcome = $4, reason = $5, user_book_id = $6, filled = $7,"
		       " book_seq = $8 WHERE user_id = $1 AND import_id = $2 AND row_number = $3" },
	[LINE_GET] = { "import_line_get", "ssi", LINE_TYPES,
		       "SELECT " LINE_COLUMNS
		       " FROM import_rows WHERE user_id = $1 AND import_id = $2 AND row_number = $3" },
	[LINES] = { "import_lines", "ssii", LINE_TYPES,
		    "SELECT " LINE_COLUMNS " FROM import_rows WHERE user_id = $1 AND import_id = $2"
		    " AND row_number > $3 ORDER BY row_number LIMIT $4" },
	[LINES_OF] = { "import_lines_of", "sssii", LINE_TYPES,
		       "SELECT " LINE_COLUMNS
		       " FROM import_rows WHERE user_id = $1 AND import_id = $2 AND outcome = $3"
		       " AND row_number > $4 ORDER BY row_number LIMIT $5" },
	[RESET] = { "import_lines_reset", "ss", "",
		    "UPDATE import_rows SET outcome = 'waiting', reason = NULL, user_book_id = NULL, filled = NULL,"
		    " book_seq = NULL WHERE user_id = $1 AND import_id = $2" },
};

const struct sql_set store_import_sql = { sql, STMTS };

const char *const import_states[IMPORT_STATE__MAX] = { "preview", "running", "done", "failed",
						       "undone" };
const char *const import_outcomes[IMPORT_OUTCOME__MAX] = { "waiting", "matched", "created",
							   "duplicate", "needs_you" };

static size_t index_of(str word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(word, str_from(words[i])))
			return i;
	BUG("the database says something else");
}

static struct import from_row(const struct rows *r, size_t i)
{
	struct import m = {
		.id = row_str(r, i, 0),
		.format = row_str(r, i, 1),
		.mapping = row_str(r, i, 2),
		.file_name = row_str(r, i, 3),
		.file_digest = row_str(r, i, 4),
		.state = (enum import_state)index_of(row_str(r, i, 5), import_states,
						     IMPORT_STATE__MAX),
		.failure = row_str(r, i, 6),
		.rows = row_i64(r, i, 7),
		.created_ms = row_i64(r, i, 12),
		.updated_ms = row_i64(r, i, 13),
		.seq = row_i64(r, i, 14),
	};

	m.of[ROW_WAITING] = m.rows;
	for (size_t o = ROW_MATCHED; o < IMPORT_OUTCOME__MAX; o++) {
		m.of[o] = row_i64(r, i, 8 + o - ROW_MATCHED);
		m.of[ROW_WAITING] -= m.of[o];
	}
	return m;
}

enum err store_import_add(struct ctx *cx, str user_id, const struct import *m)
{
	struct rows r;

	return db_query(cx, &sql[ADD],
			ARGS(V(user_id), V(m->id), V(m->format), V(m->mapping), V(m->file_name),
			     V(m->file_digest), V(str_from(import_states[m->state])), V(m->rows),
			     V(m->created_ms), V(m->updated_ms), V(m->seq), V(m->people)),
			&r);
}

enum err store_import_get(struct ctx *cx, str user_id, str id, struct import *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[GET], ARGS(V(user_id), V(id)), &r)))
		return e;
	if (!r.n)
		return fail(cx, ERR_NOT_FOUND, "there is no such import");
	*out = from_row(&r, 0);
	return OK;
}

enum err store_import_people(struct ctx *cx, str user_id, str id, str *out)
{
	struct rows r;
	enum err e;

	*out = (str){ NULL, 0 };
	if (!(e = db_query(cx, &sql[PEOPLE], ARGS(V(user_id), V(id)), &r)) && r.n)
		*out = row_str(&r, 0, 0);
	return e;
}

enum err store_import_people_set(struct ctx *cx, str user_id, str id, str people)
{
	struct rows r;

	return db_query(cx, &sql[PEOPLE_SET], ARGS(V(user_id), V(id), V(people)), &r);
}

enum err store_import_find(struct ctx *cx, str user_id, struct import_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[FIND], ARGS(V(user_id)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct import, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = from_row(&r, i);
	return OK;
}

enum err store_import_same_file(struct ctx *cx, str user_id, const struct import *m, str *out)
{
	struct rows r;
	enum err e;

	*out = S("");
	if (!(e = db_query(cx, &sql[SAME], ARGS(V(user_id), V(m->file_digest), V(m->id)), &r)) &&
	    r.n)
		*out = row_str(&r, 0, 0);
	return e;
}

enum err store_import_set(struct ctx *cx, str user_id, const struct import *m)
{
	struct rows r;

	return db_query(cx, &sql[SET],
			ARGS(V(user_id), V(m->id), V(str_from(import_states[m->state])),
			     V(m->failure), V(m->rows - m->of[ROW_WAITING]), V(m->of[ROW_MATCHED]),
			     V(m->of[ROW_CREATED]), V(m->of[ROW_DUPLICATE]),
			     V(m->of[ROW_NEEDS_YOU]), V(m->updated_ms), V(m->seq)),
			&r);
}

enum err store_import_find_running(struct ctx *cx, int64_t max, str **users, str **ids, size_t *n)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[RUNNING], ARGS(V(max)), &r)))
		return e;
	*n = r.n;
	*users = arena_new(&cx->arena, str, r.n);
	*ids = arena_new(&cx->arena, str, r.n);
	for (size_t i = 0; i < r.n; i++) {
		(*users)[i] = row_str(&r, i, 0);
		(*ids)[i] = row_str(&r, i, 1);
	}
	return OK;
}

enum err store_import_line_add(struct ctx *cx, str user_id, str import_id,
			       const struct import_line *l)
{
	struct rows r;

	return db_query(cx, &sql[LINE_ADD],
			ARGS(V(user_id), V(import_id), V(l->number),
			     V(str_from(import_outcomes[l->outcome])), V(l->reason), V(l->title),
			     V(l->author), V(l->data), V(l->entry), V(l->problems)),
			&r);
}

enum err store_import_line_set(struct ctx *cx, str user_id, str import_id,
			       const struct import_line *l)
{
	struct rows r;

	return db_query(cx, &sql[LINE_SET],
			ARGS(V(user_id), V(import_id), V(l->number),
			     V(str_from(import_outcomes[l->outcome])), V(l->reason),
			     V(l->user_book_id), V(l->filled), val_number(l->book_seq)),
			&r);
}

static struct import_line line_from(const struct rows *r, size_t i)
{
	return (struct import_line){
		.number = row_i64(r, i, 0),
		.outcome = (enum import_outcome)index_of(row_str(r, i, 1), import_outcomes,
							 IMPORT_OUTCOME__MAX),
		.reason = row_str(r, i, 2),
		.title = row_str(r, i, 3),
		.author = row_str(r, i, 4),
		.data = row_str(r, i, 5),
		.entry = row_str(r, i, 6),
		.problems = row_str(r, i, 7),
		.user_book_id = row_str(r, i, 8),
		.filled = row_str(r, i, 9),
		.book_seq = row_number(r, i, 10),
	};
}

enum err store_import_line_get(struct ctx *cx, str user_id, str import_id, int64_t number,
			       struct import_line *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[LINE_GET], ARGS(V(user_id), V(import_id), V(number)), &r)))
		return e;
	if (!r.n)
		return fail(cx, ERR_NOT_FOUND, "the import has no such row");
	*out = line_from(&r, 0);
	return OK;
}

enum err store_import_lines(struct ctx *cx, str user_id, str import_id, enum import_outcome outcome,
			    int64_t after, int64_t max, struct import_lines *out)
{
	struct rows r;
	enum err e;

	if (outcome == IMPORT_OUTCOME__MAX)
		e = db_query(cx, &sql[LINES], ARGS(V(user_id), V(import_id), V(after), V(max)), &r);
	else
		e = db_query(cx, &sql[LINES_OF],
			     ARGS(V(user_id), V(import_id), V(str_from(import_outcomes[outcome])),
				  V(after), V(max)),
			     &r);
	if (e)
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct import_line, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = line_from(&r, i);
	return OK;
}

enum err store_import_lines_reset(struct ctx *cx, str user_id, str import_id)
{
	struct rows r;

	return db_query(cx, &sql[RESET], ARGS(V(user_id), V(import_id)), &r);
}

enum err store_import_last_seq(struct ctx *cx, str user_id, str import_id, str book_id,
			       int64_t *out)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[LAST_SEQ], ARGS(V(user_id), V(import_id), V(book_id)), &r)))
		*out = row_number(&r, 0, 0);
	return e;
}
