/* db_script.c - see db_script.h. */
#include "db/db_script.h"

#include "db/db_engine.h"

#include <stdlib.h>
#include <string.h>

struct script {
	struct db db;
	const struct db_step *steps;
	size_t n, at;
};

static const struct db_engine db_script_engine;

static const struct db_step *next(struct db *db, const char *name)
{
	struct script *s = (struct script *)db;

	CHECK(s->at < s->n && strcmp(s->steps[s->at].name, name) == 0);
	if (s->steps[s->at].again)
		db->again = AGAIN;
	return &s->steps[s->at++];
}

static enum err script_prepare(struct ctx *cx, struct db *db, const struct sql *q, void **stmt)
{
	(void)cx;
	(void)db;
	*stmt = (void *)(uintptr_t)q;
	return OK;
}

static enum err script_run(struct ctx *cx, struct db *db, const struct sql *q, void *stmt,
			   const struct val *args, size_t n, db_row *each, void *arg)
{
	const struct db_step *s = next(db, q->name);
	struct rows row = { .n = 1, .cols = strlen(q->out) };
	enum err e = OK;

	(void)stmt;
	(void)args;
	(void)n;
	if (s->err)
		return fail(cx, s->err, "%s failed as told", q->name);
	row.cells = arena_new(&cx->arena, struct val, row.cols);
	for (size_t i = 0; i < s->rows && !e; i++) {
		memcpy(row.cells, s->cells + i * row.cols, row.cols * sizeof *row.cells);
		e = each(cx, &row, arg);
	}
	return e;
}

static enum err script_exec(struct ctx *cx, struct db *db, const char *text)
{
	const struct db_step *s = next(db, text);

	return s->err ? fail(cx, s->err, "%s failed as told", text) : OK;
}

static void script_finalize(struct db *db, void *stmt)
{
	(void)db;
	(void)stmt;
}

static void script_close(struct db *db) { free(db); }

static const struct db_engine db_script_engine = {
	.name = "script",
	.begin = "BEGIN",
	.prepare = script_prepare,
	.run = script_run,
	.exec = script_exec,
	.finalize = script_finalize,
	.close = script_close,
};

struct db *db_script_make(const struct db_step *steps, size_t n)
{
	struct script *s = xmalloc(sizeof *s);

	memset(s, 0, sizeof *s);
	s->db.engine = &db_script_engine;
	s->steps = steps;
	s->n = n;
	return &s->db;
}

size_t db_script_left(const struct db *db)
{
	const struct script *s = (const struct script *)db;

	return s->n - s->at;
}
