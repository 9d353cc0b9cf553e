/* catalogue_files.c - see catalogue_files.h. */
#include "store/catalogue_files.h"

enum { MARK, BEGIN, LOCK, LIST, OFF, ON, COUNT, ADD, HAS, NUMBERS, PUT, GET, PURGE, STMTS };

static const struct sql sql[STMTS] = {
	[MARK] = { "catalogue_mark", "", "si", "SELECT lineage, generation FROM catalogue_list" },
	[BEGIN] = { "catalogue_begin", "s", "",
		    "INSERT INTO catalogue_list (id, lineage, generation) VALUES (1, $1, 0) ON CONFLICT (id) DO NOTHING" },
	/* on SQLite a transaction that may write is alone anyway */
	[LOCK] = { "catalogue_lock", "", "i", "SELECT id FROM catalogue_list",
		   "SELECT id FROM catalogue_list FOR UPDATE" },
	[LIST] = { "catalogue_files", "", "siiiS",
		   "SELECT id, bytes, titles, editions, day FROM catalogue_files WHERE place IS NOT NULL ORDER BY place" },
	[OFF] = { "catalogue_off", "i", "",
		  "UPDATE catalogue_files SET place = NULL, touched_ms = $1 WHERE place IS NOT NULL" },
	[ON] = { "catalogue_on", "sii", "",
		 "UPDATE catalogue_files SET place = $2, touched_ms = $3 WHERE id = $1" },
	[COUNT] = { "catalogue_next", "", "",
		    "UPDATE catalogue_list SET generation = generation + 1" },
	[ADD] = { "catalogue_file_add", "siiiSi", "",
		  "INSERT INTO catalogue_files (id, bytes, titles, editions, day, touched_ms) VALUES ($1, $2, $3, $4, $5, $6)"
		  " ON CONFLICT (id) DO UPDATE SET touched_ms = excluded.touched_ms" },
	[HAS] = { "catalogue_file_has", "s", "i",
		  "SELECT COALESCE(SUM(LENGTH(bytes)), 0) FROM catalogue_chunks WHERE file_id = $1" },
	[NUMBERS] = { "catalogue_chunks", "s", "i",
		      "SELECT number FROM catalogue_chunks WHERE file_id = $1 ORDER BY number" },
	[PUT] = { "catalogue_chunk_put", "sib", "",
		  "INSERT INTO catalogue_chunks (file_id, number, bytes) VALUES ($1, $2, $3)"
		  " ON CONFLICT (file_id, number) DO NOTHING" },
	[GET] = { "catalogue_chunk_get", "si", "b",
		  "SELECT bytes FROM catalogue_chunks WHERE file_id = $1 AND number = $2" },
	[PURGE] = { "catalogue_purge", "i", "",
		    "DELETE FROM catalogue_files WHERE place IS NULL AND touched_ms < $1" },
};

const struct sql_set store_catalogue_file_sql = { sql, STMTS };

static enum err run(struct ctx *cx, int statement, const struct val *args, size_t n)
{
	struct rows r;

	return db_query(cx, &sql[statement], args, n, &r);
}

enum err store_catalogue_mark(struct ctx *cx, str *lineage, int64_t *generation)
{
	struct rows r;
	enum err e = db_query(cx, &sql[MARK], NO_ARGS, &r);
	bool there = !e && r.n;

	*lineage = there ? row_str(&r, 0, 0) : S("");
	*generation = there ? row_i64(&r, 0, 1) : 0;
	return e;
}

enum err store_catalogue_list(struct ctx *cx, struct catalogue_files *out)
{
	struct rows r;
	enum err e;

	*out = (struct catalogue_files){ .n = 0 };
	if ((e = store_catalogue_mark(cx, &out->lineage, &out->generation)) ||
	    (e = db_query(cx, &sql[LIST], NO_ARGS, &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct catalogue_file, r.n + 1);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct catalogue_file){ row_str(&r, i, 0), row_i64(&r, i, 1),
							 row_i64(&r, i, 2), row_i64(&r, i, 3),
							 row_str(&r, i, 4) };
	return OK;
}

enum err store_catalogue_lock(struct ctx *cx, str lineage)
{
	enum err e = run(cx, BEGIN, ARGS(V(lineage)));

	return e ? e : run(cx, LOCK, NO_ARGS);
}

enum err store_catalogue_set(struct ctx *cx, const str *ids, size_t n, int64_t now_ms)
{
	enum err e = run(cx, OFF, ARGS(V(now_ms)));

	for (size_t i = 0; i < n && !e; i++)
		e = run(cx, ON, ARGS(V(ids[i]), V((int64_t)i), V(now_ms)));
	return e ? e : run(cx, COUNT, NO_ARGS);
}

enum err store_catalogue_file_add(struct ctx *cx, const struct catalogue_file *f, int64_t now_ms)
{
	str day = f->day.n ? f->day : (str){ NULL, 0 };

	return run(cx, ADD,
		   ARGS(V(f->id), V(f->bytes), V(f->titles), V(f->editions), V(day), V(now_ms)));
}

enum err store_catalogue_file_has(struct ctx *cx, str id, int64_t *bytes)
{
	struct rows r;
	enum err e = db_query(cx, &sql[HAS], ARGS(V(id)), &r);

	*bytes = e ? 0 : row_i64(&r, 0, 0);
	return e;
}

enum err store_catalogue_chunks(struct ctx *cx, str id, int64_t **numbers, size_t *n)
{
	struct rows r;
	enum err e = db_query(cx, &sql[NUMBERS], ARGS(V(id)), &r);

	*n = 0;
	if (e)
		return e;
	*numbers = arena_new(&cx->arena, int64_t, r.n + 1);
	for (*n = 0; *n < r.n; (*n)++)
		(*numbers)[*n] = row_i64(&r, *n, 0);
	return OK;
}

enum err store_catalogue_chunk_put(struct ctx *cx, str id, int64_t number, str bytes)
{
	const struct val b = { .type = 'b', .s = bytes };

	return run(cx, PUT, ARGS(V(id), V(number), b));
}

enum err store_catalogue_chunk_get(struct ctx *cx, str id, int64_t number, str *bytes)
{
	struct rows r;
	enum err e = db_query(cx, &sql[GET], ARGS(V(id), V(number)), &r);

	*bytes = S("");
	if (e)
		return e;
	if (!r.n)
		return fail(cx, ERR_NOT_FOUND, "a part of the shared catalogue is missing");
	*bytes = r.cells[0].s;
	return OK;
}

enum err store_catalogue_purge(struct ctx *cx, int64_t before_ms)
{
	return run(cx, PURGE, ARGS(V(before_ms)));
}
