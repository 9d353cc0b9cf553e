/* entry_json.c - see entry_json.h. */
#include "library/entry_json.h"

#include <math.h>

static void put_text(struct json *j, const char *key, str s)
{
	if (s.p)
		json_str(j, key, s);
}

static void put_number(struct json *j, const char *key, int64_t n)
{
	if (n != NUMBER_NONE)
		json_i64(j, key, n);
}

void entry_put(struct json *j, const char *key, const struct book_entry *e)
{
	const struct book_change *s = &e->says;

	json_obj(j, key);
	put_text(j, "id", e->id);
#define TEXT_FIELD(name) put_text(j, #name, s->about.name);
#define NUMBER_FIELD(name) put_number(j, #name, s->about.name);
#include "store/book_fields.def"
#undef TEXT_FIELD
#undef NUMBER_FIELD
	put_text(j, "shelf", s->shelf);
	put_text(j, "status", s->status);
	put_text(j, "source", s->source);
	put_number(j, "loaned", s->loaned);
	put_number(j, "liked", s->liked);
	put_number(j, "reread", s->reread);
	if (!isnan(s->rating))
		json_f64(j, "rating", s->rating, 2);
	put_text(j, "review", s->review);
	put_text(j, "tags", s->tags);
	put_number(j, "started_ms", s->started_ms);
	put_number(j, "finished_ms", s->finished_ms);
	put_text(j, "edition_key", s->link.edition);
	put_text(j, "work_key", s->link.work);
	put_number(j, "added_ms", e->added_ms);
	put_number(j, "updated_ms", e->updated_ms);
	json_end(j, '}');
}

static int64_t number(const struct jval *obj, const char *key)
{
	const struct jval *v = jval_get(obj, key);

	return jval_is(v, JVAL_INT) ? jval_int(v) : NUMBER_NONE;
}

static str text(const struct jval *obj, const char *key) { return jval_text(jval_get(obj, key)); }

static double real(const struct jval *obj, const char *key)
{
	const struct jval *v = jval_get(obj, key);

	return jval_is(v, JVAL_REAL) || jval_is(v, JVAL_INT) ? jval_real(v) : NAN;
}

struct book_entry entry_read(const struct jval *obj)
{
	struct book_entry e = book_entry_make();
	struct book_change *s = &e.says;

	e.id = text(obj, "id");
#define TEXT_FIELD(name) s->about.name = text(obj, #name);
#define NUMBER_FIELD(name) s->about.name = number(obj, #name);
#include "store/book_fields.def"
#undef TEXT_FIELD
#undef NUMBER_FIELD
	s->shelf = text(obj, "shelf");
	s->status = text(obj, "status");
	s->source = text(obj, "source");
	s->loaned = number(obj, "loaned");
	s->liked = number(obj, "liked");
	s->reread = number(obj, "reread");
	s->rating = real(obj, "rating");
	s->review = text(obj, "review");
	s->tags = text(obj, "tags");
	s->started_ms = number(obj, "started_ms");
	s->finished_ms = number(obj, "finished_ms");
	s->link.edition = text(obj, "edition_key");
	s->link.work = text(obj, "work_key");
	e.added_ms = number(obj, "added_ms");
	e.updated_ms = number(obj, "updated_ms");
	return e;
}
