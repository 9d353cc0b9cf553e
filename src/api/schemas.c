/* schemas.c - schemas.def as rows. */
#include "api/schemas.h"

#include "library/accounts.h"
#include "library/api_tokens.h"
#include "library/books.h"
#include "library/friends.h"
#include "library/imports.h"
#include "library/loans.h"
#include "library/online_source.h"
#include "library/passwords.h"
#include "library/profile.h"
#include "library/scans.h"
#include "library/second_factor.h"
#include "library/users.h"

const struct schema_row schema_rows[] = {
#define SCHEMA(name, about) { ROW_SCHEMA, SCHEMA_##name, #name, ALWAYS, { ANYTHING }, about },
#define FIELD(key, presence, shape, about) \
	{ ROW_FIELD, SCHEMA__MAX, #key, presence, { shape }, about },
#define WITH(name) { ROW_WITH, SCHEMA_##name, #name, ALWAYS, { ANYTHING }, "" },
#include "api/schemas.def"
#undef SCHEMA
#undef FIELD
#undef WITH
};
const size_t schema_rows_n = countof(schema_rows);

const struct schema_row *schema_find(enum schema_id id)
{
	for (size_t i = 0; i < countof(schema_rows); i++)
		if (schema_rows[i].kind == ROW_SCHEMA && schema_rows[i].id == id)
			return &schema_rows[i];
	BUG("a schema that is not there");
}

struct field_walk schema_fields(enum schema_id id)
{
	return (struct field_walk){ schema_find(id), NULL };
}

/* One line on; NULL at the end of the schema. */
static const struct schema_row *step(const struct schema_row *row)
{
	row++;
	return row < schema_rows + countof(schema_rows) && row->kind != ROW_SCHEMA ? row : NULL;
}

const struct schema_row *schema_next_field(struct field_walk *w)
{
	if (!w->at)
		return NULL;
	w->at = step(w->at);
	if (!w->at && w->outer) {
		w->at = step(w->outer);
		w->outer = NULL;
	}
	if (!w->at || w->at->kind != ROW_WITH)
		return w->at;
	CHECK(!w->outer); /* one deep is what there is */
	w->outer = w->at;
	w->at = schema_find(w->at->id);
	return schema_next_field(w);
}
