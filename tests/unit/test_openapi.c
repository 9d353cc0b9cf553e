/* test_openapi.c - the document of the HTTP API leaves nothing out. */
#include "api/operations.h"
#include "api/reference.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "t.h"

#include <stdio.h>

enum { DOCUMENT_MAX = 4 << 20 };

static str document(struct ctx *cx)
{
	struct buf b = buf_make(&cx->arena, DOCUMENT_MAX);

	reference_put_openapi(&b);
	return buf_str(&b);
}

static bool says(str text, const char *word)
{
	return memmem(text.p, text.n, word, strlen(word)) != NULL;
}

static void expect_says(str text, const char *before, const char *word, const char *after)
{
	char wanted[200];

	snprintf(wanted, sizeof wanted, "%s%s%s", before, word, after);
	if (!says(text, wanted))
		t_fail(__FILE__, __LINE__, wanted);
}

TEST(the_api_document_names_every_error)
{
	struct ctx cx = ctx_make(NULL);
	struct buf page = buf_make(&cx.arena, DOCUMENT_MAX);
	str doc = document(&cx);

	reference_put_page(&page);
	for (int e = 1; e < ERR__MAX; e++) {
		expect_says(doc, "\"", err_name((enum err)e), "\"");
		if (e != ERR_INVALID_FIELD)
			expect_says(buf_str(&page), "<code>", err_name((enum err)e), "</code>");
	}
	EXPECT(says(doc, "^invalid_[a-z0-9_]+$"));
	ctx_end(&cx);
}

/* Connections beyond their number are closed: no answer could say it. */
TEST(the_api_document_names_every_setting_that_bounds_an_input)
{
	static const char *const settings[] = {
#define TEXT(name, ...)
#define SECRET(name, ...)
#define FLAG(name, ...)
#define NUMBER(name, ...) #name,
#include "conf/settings.def"
#undef TEXT
#undef SECRET
#undef FLAG
#undef NUMBER
	};
	struct ctx cx = ctx_make(NULL);
	str doc = document(&cx);

	for (size_t i = 0; i < countof(settings); i++) {
		char dashed[100] = "";

		if (strncmp(settings[i], "max_", 4) != 0 ||
		    strncmp(settings[i], "max_connections", 15) == 0)
			continue;
		for (size_t k = 0; settings[i][k] && k + 1 < sizeof dashed; k++)
			dashed[k] = settings[i][k] == '_' ? '-' : settings[i][k];
		expect_says(doc, "| `", dashed, "` |");
	}
	ctx_end(&cx);
}

static bool has_path_row(const struct op_row *op, str name)
{
	for (const struct op_row *row = op; (row = op_next(row, OP_PATH));)
		if (str_eq(str_from(row->name), name))
			return true;
	return false;
}

static size_t rows_of(const struct op_row *op, enum op_row_kind kind)
{
	size_t n = 0;

	for (const struct op_row *row = op; (row = op_next(row, kind));)
		n++;
	return n;
}

TEST(every_operation_says_what_its_route_takes_and_answers)
{
	for (size_t i = 0; i < api_routes_n; i++) {
		const struct route *r = &api_routes[i];
		const struct op_row *op = op_of_route(i);
		str path = str_from(r->path);
		size_t braces = 0;

		while (str_cut(&path, '{').p && path.n) {
			if (!has_path_row(op, str_cut(&path, '}')))
				t_fail(__FILE__, __LINE__, r->path);
			braces++;
		}
		if (rows_of(op, OP_PATH) != braces || !rows_of(op, OP_REPLY) ||
		    (http_takes_json(r) && !rows_of(op, OP_BODY)) ||
		    (r->body == NO_BODY && rows_of(op, OP_BODY) + rows_of(op, OP_FORM)))
			t_fail(__FILE__, __LINE__, r->path);
	}
}

static bool is_part_of_another(enum schema_id id)
{
	for (size_t i = 0; i < schema_rows_n; i++)
		if (schema_rows[i].kind == ROW_WITH && schema_rows[i].id == id)
			return true;
	return false;
}

static bool has_quota(const struct route *r, enum quota quota)
{
	for (size_t i = 0; i < api_quotas_n; i++)
		if (api_quotas[i].run == r->run)
			return api_quotas[i].quota == quota;
	return false;
}

TEST(every_route_that_hashes_passwords_or_reads_photos_has_a_quota)
{
	for (size_t i = 0; i < api_routes_n; i++) {
		const struct route *r = &api_routes[i];

		if (r->place == IN_HASH_POOL &&
		    (!has_quota(r, QUOTA_AUTH) || r->body != SHORT_BODY))
			t_fail(__FILE__, __LINE__, r->path);
		if (has_quota(r, QUOTA_SCAN) != (r->access == SCANNER || r->body == PHOTO_BODY))
			t_fail(__FILE__, __LINE__, r->path);
	}
}

TEST(every_schema_is_used)
{
	struct ctx cx = ctx_make(NULL);
	str doc = document(&cx);

	for (size_t i = 0; i < schema_rows_n; i++)
		if (schema_rows[i].kind == ROW_SCHEMA && !is_part_of_another(schema_rows[i].id))
			expect_says(doc, "\"#/components/schemas/", schema_rows[i].name, "\"");
	ctx_end(&cx);
}

TEST(json_over_many_lines_is_the_same_json)
{
	struct ctx cx = ctx_make(NULL);
	struct buf lines = buf_make(&cx.arena, 1000);
	const struct jval *v;

	json_indent(S("{\"a\":[1,{\"b\":\"x,{\\\"y\"}],\"c\":{},\"d\":[]}"), &lines);
	EXPECT_STR(buf_str(&lines),
		   "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,{\\\"y\"\n    }\n  ],\n"
		   "  \"c\": {},\n  \"d\": []\n}\n");
	EXPECT(!jval_read(&cx, document(&cx), &v));
	EXPECT(!jval_read(&cx, buf_str(&lines), &v));
	ctx_end(&cx);
}
