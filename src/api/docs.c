/* docs.c - the API's tables as a page for people: no script, a style of its own (web/public/docs.css). */
#include "api/operations.h"
#include "api/reference.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" };

/* ---- text ---- */

static void put_char(struct buf *out, char c)
{
	switch (c) {
	case '<': buf_add(out, S("&lt;")); break;
	case '>': buf_add(out, S("&gt;")); break;
	case '&': buf_add(out, S("&amp;")); break;
	case '"': buf_add(out, S("&quot;")); break;
	default: buf_addc(out, c);
	}
}

/* `word` becomes code. */
static void put_text(struct buf *out, const char *s)
{
	bool code = false;

	for (; *s; s++)
		if (*s == '`') {
			code = !code;
			buf_add(out, code ? S("<code>") : S("</code>"));
		} else {
			put_char(out, *s);
		}
}

/* A long path may be broken after its slashes. */
static void put_path(struct buf *out, const char *path)
{
	for (; *path; path++) {
		put_char(out, *path);
		if (*path == '/')
			buf_add(out, S("<wbr>"));
	}
}

static void put_title(struct buf *out, const char *word)
{
	buf_addf(out, "%c%s", toupper((unsigned char)*word), word + 1);
}

/* ---- shapes in words ---- */

static void put_bounds(struct buf *out, const struct shape *s, const char *unit)
{
	if (s->min != ANY && s->max != ANY && s->min == s->max)
		buf_addf(out, ", %" PRId64 "%s", s->max, unit);
	else if (s->min != ANY && s->min != 0 && s->max != ANY)
		buf_addf(out, ", %" PRId64 " to %" PRId64 "%s", s->min, s->max, unit);
	else if (s->max != ANY)
		buf_addf(out, ", at most %" PRId64 "%s", s->max, unit);
	else if (s->min != ANY && *unit == '\0')
		buf_addf(out, ", at least %" PRId64, s->min);
}

static void put_string(struct buf *out, const struct shape *s)
{
	static const struct {
		const char *format, *words;
	} known[] = { { "date-time", "time" },
		      { "uuid", "key (UUID)" },
		      { "email", "e-mail address" } };

	for (size_t i = 0; i < countof(known); i++)
		if (s->format && strcmp(s->format, known[i].format) == 0) {
			buf_add(out, str_from(known[i].words));
			return;
		}
	buf_add(out, S("text"));
	put_bounds(out, s, s->max == 1 ? " character" : " characters");
}

static void put_words(struct buf *out, const char *words)
{
	str rest = str_from(words);

	for (bool first = true; rest.n; first = false) {
		buf_add(out, first ? S("<code>") : S(" or <code>"));
		buf_add(out, str_cut(&rest, ' '));
		buf_add(out, S("</code>"));
	}
}

static void put_ref(struct buf *out, const struct shape *s)
{
	const char *name = schema_find(s->ref)->name;

	buf_addf(out, "<a href=\"#%s\">%s</a>", name, name);
}

static void put_number(struct buf *out, const char *name, const struct shape *s)
{
	buf_add(out, str_from(name));
	put_bounds(out, s, "");
}

static void put_shape(struct buf *out, const struct shape *s)
{
	switch (s->kind) {
	case SHAPE_STRING: put_string(out, s); break;
	case SHAPE_WHOLE: put_number(out, "whole number", s); break;
	case SHAPE_DECIMAL: put_number(out, "number", s); break;
	case SHAPE_BOOLEAN: buf_add(out, S("true or false")); break;
	case SHAPE_ONE_OF: put_words(out, s->words); break;
	case SHAPE_REF: put_ref(out, s); break;
	case SHAPE_NOTHING: buf_add(out, S("null")); break;
	case SHAPE_ANYTHING: buf_add(out, S("anything")); break;
	case SHAPE_FILE: buf_add(out, S("a file")); break;
	case SHAPE_ERROR_CODE: buf_add(out, S("<a href=\"#errors\">an error</a>")); break;
	case SHAPE_LIST:
		buf_add(out, S("list of "));
		put_shape(out, s->item);
		if (s->max != ANY)
			buf_addf(out, "; at most %" PRId64, s->max);
		break;
	}
	if (s->null)
		buf_add(out, S(", or null"));
}

/* ---- rows: a name, what form it has, what it says ---- */

static void open_list(struct buf *out, const char *title, bool *opened)
{
	if (!*opened)
		buf_addf(out, "<h4>%s</h4>\n<dl>\n", title);
	*opened = true;
}

static void close_list(struct buf *out, bool opened)
{
	if (opened)
		buf_add(out, S("</dl>\n"));
}

static void put_row(struct buf *out, const char *name, const struct shape *s, const char *note,
		    const char *about)
{
	buf_add(out, S("<div><dt><code>"));
	put_text(out, name);
	buf_add(out, S("</code> <span>"));
	put_shape(out, s);
	put_text(out, note);
	buf_add(out, S("</span></dt><dd>"));
	put_text(out, about);
	buf_add(out, S("</dd></div>\n"));
}

static void put_schema(struct buf *out, const struct schema_row *schema)
{
	struct field_walk w = schema_fields(schema->id);

	buf_addf(out, "<article id=\"%s\">\n<h3>%s</h3>\n<p>", schema->name, schema->name);
	put_text(out, schema->about);
	buf_add(out, S("</p>\n<dl>\n"));
	for (const struct schema_row *f; (f = schema_next_field(&w));)
		put_row(out, f->name, &f->shape, f->presence == ALWAYS ? "" : "; may be absent",
			f->about);
	buf_add(out, S("</dl>\n</article>\n"));
}

/* ---- an operation ---- */

static void put_asked(struct buf *out, const struct op_row *op)
{
	static const struct {
		enum op_row_kind kind;
		const char *where;
	} places[] = { { OP_PATH, "; in the path" },
		       { OP_QUERY, "; in the query" },
		       { OP_HEADER, "; a header" },
		       { OP_FORM, "; in the form" } };
	bool opened = false;

	for (size_t i = 0; i < countof(places); i++)
		for (const struct op_row *row = op; (row = op_next(row, places[i].kind));) {
			char note[128];

			open_list(out, "Takes", &opened);
			snprintf(note, sizeof note, "%s%s%s%s", places[i].where,
				 row->presence == ALWAYS ? ", required" : "",
				 row->fallback ? "; else " : "",
				 row->fallback ? row->fallback : "");
			put_row(out, row->name, &row->shape, note, row->about);
		}
	for (const struct op_row *row = op; (row = op_next(row, OP_BODY));) {
		open_list(out, "Takes", &opened);
		put_row(out, row->type, &row->shape, "; the body", row->about);
	}
	close_list(out, opened);
}

static void put_reply(struct buf *out, const struct op_row *row)
{
	buf_addf(out, "<div><dt><code>%d</code> <span>", row->status);
	if (!row->type)
		buf_add(out, S("no body"));
	else if (row->shape.kind == SHAPE_FILE)
		put_text(out, row->type);
	else
		put_shape(out, &row->shape);
	buf_add(out, S("</span></dt><dd>"));
	put_text(out, row->about);
	for (const struct op_row *h = row, *next = op_next(row, OP_REPLY);
	     (h = op_next(h, OP_GIVES)) && (!next || h < next);) {
		buf_addf(out, ". <code>%s</code>: ", h->name);
		put_text(out, h->about);
	}
	buf_add(out, S("</dd></div>\n"));
}

static void put_problems(struct buf *out, size_t route)
{
	uint64_t errors = op_errors(route) & ~op_usual_errors();

	for (int e = 1; e < ERR__MAX; e++)
		if (errors >> e & 1)
			buf_addf(out,
				 "<div><dt><code>%d</code> <span><a href=\"#Problem\">Problem</a>"
				 "</span></dt><dd><code>%s</code></dd></div>\n",
				 err_http_status((enum err)e),
				 e == ERR_INVALID_FIELD ? "invalid_…" : err_name((enum err)e));
}

static void put_operation(struct buf *out, size_t i)
{
	const struct op_row *op = op_of_route(i);
	str id = op_id(out->arena, i);

	buf_addf(out, "<article id=\"" STR_FMT "\">\n<h3><b class=\"%s\">%s</b> <code>",
		 STR_ARG(id), methods[api_routes[i].method], methods[api_routes[i].method]);
	put_path(out, api_routes[i].path);
	buf_add(out, S("</code></h3>\n<p>"));
	put_text(out, api_routes[i].summary);
	buf_add(out, S(". "));
	put_text(out, op->about);
	buf_add(out, S("</p>\n"));
	put_asked(out, op);
	buf_add(out, S("<h4>Answers</h4>\n<dl>\n"));
	for (const struct op_row *row = op; (row = op_next(row, OP_REPLY));)
		put_reply(out, row);
	put_problems(out, i);
	buf_add(out, S("</dl>\n</article>\n"));
}

/* ---- the page ---- */

static bool has_routes(const struct subject *s)
{
	for (size_t i = 0; i < api_routes_n; i++)
		if (op_is_about(i, s))
			return true;
	return false;
}

static void put_contents(struct buf *out)
{
	buf_add(out, S("<nav aria-label=\"Contents\">\n"));
	for (size_t i = 0; i < op_subjects_n; i++) {
		if (!has_routes(&op_subjects[i]))
			continue;
		buf_addf(out, "<a href=\"#%s\">", op_subjects[i].name);
		put_title(out, op_subjects[i].name);
		buf_add(out, S("</a>\n"));
	}
	buf_add(out, S("<a href=\"#objects\">Objects</a>\n<a href=\"#errors\">Errors</a>\n"
		       "<a href=\"#limits\">Limits</a>\n</nav>\n"));
}

static void put_line(struct buf *out, size_t i)
{
	str id = op_id(out->arena, i);

	buf_addf(out, "<li><a href=\"#" STR_FMT "\"><b class=\"%s\">%s</b> <code>", STR_ARG(id),
		 methods[api_routes[i].method], methods[api_routes[i].method]);
	put_path(out, api_routes[i].path);
	buf_add(out, S("</code> <span>"));
	put_text(out, api_routes[i].summary);
	buf_add(out, S("</span></a></li>\n"));
}

static void put_subject(struct buf *out, const struct subject *s)
{
	buf_addf(out, "<section id=\"%s\">\n<h2>", s->name);
	put_title(out, s->name);
	buf_add(out, S("</h2>\n<p>"));
	put_text(out, s->about);
	buf_add(out, S("</p>\n<ul>\n"));
	for (size_t i = 0; i < api_routes_n; i++)
		if (op_is_about(i, s))
			put_line(out, i);
	buf_add(out, S("</ul>\n"));
	for (size_t i = 0; i < api_routes_n; i++)
		if (op_is_about(i, s))
			put_operation(out, i);
	buf_add(out, S("</section>\n"));
}

static void put_objects(struct buf *out)
{
	buf_add(out, S("<section id=\"objects\">\n<h2>Objects</h2>\n"));
	for (size_t i = 0; i < schema_rows_n; i++)
		if (schema_rows[i].kind == ROW_SCHEMA)
			put_schema(out, &schema_rows[i]);
	buf_add(out, S("</section>\n"));
}

static void put_errors(struct buf *out)
{
	buf_add(out, S("<section id=\"errors\">\n<h2>Errors</h2>\n<p>Beside its own errors, every "
		       "route may answer those marked with a dot.</p>\n<dl class=\"short\">\n"));
	for (int e = 1; e < ERR__MAX; e++)
		buf_addf(out, "<div><dt><code>%s</code></dt><dd>%d%s</dd></div>\n",
			 e == ERR_INVALID_FIELD ? "invalid_…" : err_name((enum err)e),
			 err_http_status((enum err)e), op_usual_errors() >> e & 1 ? " •" : "");
	buf_add(out, S("</dl>\n</section>\n"));
}

static void put_limits(struct buf *out)
{
	const struct limit *limits;
	size_t n = reference_limits(out->arena, &limits);

	buf_addf(out, "<section id=\"limits\">\n<h2>Limits</h2>\n<p>%s</p>\n<dl>\n",
		 reference_intro[reference_intro_n - 1]);
	for (size_t i = 0; i < n; i++) {
		buf_addf(out,
			 "<div><dt><code>%s</code> <span>%s unless set otherwise</span></dt><dd>",
			 limits[i].setting, limits[i].fallback);
		put_text(out, limits[i].help);
		buf_addf(out, "; beyond it: %d <code>%s</code></dd></div>\n", limits[i].status,
			 limits[i].error);
	}
	buf_add(out, S("</dl>\n</section>\n"));
}

static void put_head(struct buf *out)
{
	buf_add(out,
		S("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		  "<meta name=\"color-scheme\" content=\"light dark\">\n"
		  "<title>bookshelf: the HTTP API</title>\n"
		  "<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n"
		  "<link rel=\"stylesheet\" href=\"/docs.css\">\n</head>\n<body>\n<header>\n"
		  "<h1>The HTTP API of bookshelf</h1>\n<p>Version " BOOKSHELF_VERSION
		  ". For programs: <a href=\"/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>\n"));
	for (size_t i = 0; i + 1 < reference_intro_n; i++) {
		buf_add(out, S("<p>"));
		put_text(out, reference_intro[i]);
		buf_add(out, S("</p>\n"));
	}
	buf_add(out, S("</header>\n"));
}

void reference_put_page(struct buf *out)
{
	put_head(out);
	put_contents(out);
	buf_add(out, S("<main>\n"));
	for (size_t i = 0; i < op_subjects_n; i++)
		if (has_routes(&op_subjects[i]))
			put_subject(out, &op_subjects[i]);
	put_objects(out);
	put_errors(out);
	put_limits(out);
	buf_add(out, S("</main>\n</body>\n</html>\n"));
}
