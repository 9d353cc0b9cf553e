/* import_read.c - see import_read.h. */
#include "library/import_read.h"

#include "base/utf8.h"
#include "library/import_fields.h"

enum import_format {
#define FORMAT(id, about, column, other) IMPORT_FORMAT_##id,
#define COLUMN(format, column, field)
#define WORD(column, field)
#include "library/import_formats.def"
#undef FORMAT
#undef COLUMN
#undef WORD
	IMPORT_FORMAT__MAX
};

static const char *const names_of_formats[IMPORT_FORMAT__MAX] = {
#define FORMAT(id, about, column, other) #id,
#define COLUMN(format, column, field)
#define WORD(column, field)
#include "library/import_formats.def"
#undef FORMAT
#undef COLUMN
#undef WORD
};

/* The two columns a format is told by. */
static const char *const signs[IMPORT_FORMAT__MAX][2] = {
#define FORMAT(id, about, column, other) { column, other },
#define COLUMN(format, column, field)
#define WORD(column, field)
#include "library/import_formats.def"
#undef FORMAT
#undef COLUMN
#undef WORD
};

static const struct {
	enum import_format format;
	const char *name;
	enum import_field field;
} columns[] = {
#define FORMAT(id, about, column, other)
#define COLUMN(format, column, field) { IMPORT_FORMAT_##format, column, IMPORT_##field },
#define WORD(column, field) { IMPORT_FORMAT_csv, column, IMPORT_##field },
#include "library/import_formats.def"
#undef FORMAT
#undef COLUMN
#undef WORD
};

/* How a file's columns are understood. Names that were looked up are kept. */
struct import_reader {
	enum import_format format;
	struct cell mapping[CSV_FIELDS_MAX]; /* name: the column, text: the field's word */
	size_t nmapping;
	struct {
		str name;
		enum import_field field;
	} known[CSV_FIELDS_MAX];
	size_t nknown;
};

/* Case, accents, punctuation and spaces make no difference. */
static bool same_name(struct arena *a, str x, str y)
{
	str p = utf8_plain(a, x), q = utf8_plain(a, y);
	size_t i = 0, j = 0;

	for (;;) {
		while (i < p.n && p.p[i] == ' ')
			i++;
		while (j < q.n && q.p[j] == ' ')
			j++;
		if (i == p.n || j == q.n)
			return i == p.n && j == q.n;
		if (p.p[i++] != q.p[j++])
			return false;
	}
}

static enum import_field field_of(struct ctx *cx, const struct import_reader *r, str name)
{
	for (size_t i = 0; i < r->nmapping; i++)
		if (same_name(&cx->arena, r->mapping[i].name, name))
			return import_field_named(r->mapping[i].text);
	for (size_t i = 0; i < countof(columns); i++)
		if (columns[i].format == r->format &&
		    same_name(&cx->arena, name, str_from(columns[i].name)))
			return columns[i].field;
	for (size_t i = 0; r->format != IMPORT_FORMAT_bookshelf && i < countof(columns); i++)
		if (columns[i].format == IMPORT_FORMAT_csv &&
		    same_name(&cx->arena, name, str_from(columns[i].name)))
			return columns[i].field;
	return IMPORT_FIELD__MAX;
}

static enum import_field field_named(struct ctx *cx, struct import_reader *r, str name)
{
	enum import_field f;

	for (size_t i = 0; i < r->nknown; i++)
		if (str_eq(r->known[i].name, name))
			return r->known[i].field;
	f = field_of(cx, r, name);
	if (r->nknown < CSV_FIELDS_MAX) {
		r->known[r->nknown].name = str_dup(&cx->arena, name);
		r->known[r->nknown++].field = f;
	}
	return f;
}

static enum err read_pair(struct ctx *cx, struct import_reader *r, str pair)
{
	str word = utf8_trim(str_cut(&pair, '=')), column = utf8_trim(pair);

	if (!column.n || import_field_named(word) == IMPORT_FIELD__MAX)
		return fail_field(
			cx, S("mapping"),
			"mapping is field=column,… with fields such as title, author, isbn, shelf; \"" STR_FMT
			"\" is none",
			STR_ARG(word));
	if (r->nmapping == CSV_FIELDS_MAX)
		return fail_field(cx, S("mapping"), "mapping names too many columns");
	r->mapping[r->nmapping++] = (struct cell){ column, word, false };
	return OK;
}

static enum err make_reader(struct ctx *cx, enum import_format format, str mapping,
			    struct import_reader *out)
{
	enum err e = OK;

	*out = (struct import_reader){ .format = format };
	if (mapping.n > IMPORT_MAPPING_MAX)
		return fail_field(cx, S("mapping"), "mapping is longer than %d bytes",
				  IMPORT_MAPPING_MAX);
	while (mapping.n && !e)
		e = read_pair(cx, out, str_cut(&mapping, ','));
	return e;
}

static void read_row(struct ctx *cx, struct import_reader *r, const struct cells *cells,
		     struct import_row *out)
{
	enum import_field *field = arena_new(&cx->arena, enum import_field, cells->n);

	for (size_t i = 0; i < cells->n; i++)
		field[i] = field_named(cx, r, cells->items[i].name);
	import_fields_take(cx, cells, field, r->format == IMPORT_FORMAT_bookshelf, &out->entry,
			   &out->problems);
	if (!out->entry.says.source.n)
		out->entry.says.source = str_from(names_of_formats[r->format]);
}

/* ---- a file ---- */

struct reading {
	struct import_reader reader;
	struct import_file *out;
	size_t room; /* for so many rows */
};

static enum err not_a_file(struct ctx *cx, const char *why)
{
	return fail_field(cx, S("file"), "%s", why);
}

static struct import_row *new_row(struct ctx *cx, struct reading *r)
{
	struct import_file *f = r->out;

	if (f->n == r->room) {
		struct import_row *more;

		r->room = r->room ? 2 * r->room : 64;
		more = arena_new(&cx->arena, struct import_row, r->room);
		if (f->n)
			memcpy(more, f->rows, f->n * sizeof *more);
		f->rows = more;
	}
	f->rows[f->n].number = (int64_t)f->n + 1;
	return &f->rows[f->n++];
}

static enum err give(struct ctx *cx, struct reading *r, const struct cells *cells, const char *cut)
{
	struct import_row *row;

	if (r->out->n == IMPORT_ROWS_MAX)
		return fail_field(cx, S("file"),
				  "the file has more than %d rows: import it in parts",
				  IMPORT_ROWS_MAX);
	row = new_row(cx, r);
	read_row(cx, &r->reader, cells, row);
	if (cut)
		row->problems = str_fmt(&cx->arena, "%s%s" STR_FMT, cut,
					row->problems.n ? "\n" : "", STR_ARG(row->problems));
	row->data = cells_write(cx, cells);
	return OK;
}

static bool has_column(struct ctx *cx, const struct csv_row *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (same_name(&cx->arena, names->fields[i], str_from(name)))
			return true;
	return false;
}

static enum import_format told_by(struct ctx *cx, const struct csv_row *names)
{
	for (int f = 0; f < IMPORT_FORMAT__MAX; f++)
		if (signs[f][0][0] && has_column(cx, names, signs[f][0]) &&
		    has_column(cx, names, signs[f][1]))
			return (enum import_format)f;
	return IMPORT_FORMAT_csv;
}

static enum err check_columns(struct ctx *cx, struct import_reader *r, const struct csv_row *names)
{
	bool title = false;
	struct buf all = buf_make(&cx->arena, 1000);

	for (size_t i = 0; i < names->n; i++) {
		str name = utf8_trim(names->fields[i]);

		title = title || field_named(cx, r, name) == IMPORT_title;
		buf_add(&all, i ? S(", ") : S(""));
		buf_add(&all, utf8_head(name, 40));
	}
	for (size_t i = 0; i < r->nmapping; i++)
		if (!has_column(cx, names, str_dup(&cx->arena, r->mapping[i].name).p))
			return fail_field(cx, S("mapping"), "there is no column " STR_FMT,
					  STR_ARG(r->mapping[i].name));
	if (title)
		return OK;
	return fail_field(
		cx, S("file"),
		"no column is known to hold titles: say which with mapping=title=…; the first"
		" row has " STR_FMT,
		STR_ARG(buf_str(&all)));
}

static const char *what_was_cut(const struct csv_row *row, const struct csv_row *names)
{
	if (row->cut_text)
		return "a field was longer than a mebibyte, and was cut";
	if (row->cut_fields)
		return "the row has more fields than can be read";
	return row->n > names->n ? "the row has more fields than the first row has columns" : NULL;
}

static enum err read_table(struct ctx *cx, struct reading *r, str text, bool told)
{
	struct csv c = csv_begin(text);
	struct csv_row *names = arena_new(&cx->arena, struct csv_row, 1), row;
	enum err e;

	if (!csv_next(cx, &c, names))
		return not_a_file(cx, "the file is empty");
	if (!told)
		r->reader.format = told_by(cx, names);
	if ((e = check_columns(cx, &r->reader, names)))
		return e;
	while (!e && csv_next(cx, &c, &row)) {
		struct cells cells = cells_of_csv(cx, names, &row);

		e = give(cx, r, &cells, what_was_cut(&row, names));
	}
	return e;
}

static enum err give_json(struct ctx *cx, struct reading *r, const struct jval *v)
{
	struct cells cells = cells_of_json(cx, v);

	return give(cx, r, &cells,
		    jval_is(v, JVAL_OBJ) ? NULL : "this is no object that tells of a book");
}

/* Ours: {"bookshelf": 1, "books": […]}, what GET /library/me/books answers, or a bare list. LibraryThing's: an object of them
 * under their numbers. */
static const struct jval *list_of(const struct jval *root)
{
	const struct jval *books = jval_get(root, "books"), *items = jval_get(root, "items");

	if (jval_is(root, JVAL_ARR))
		return root;
	return jval_is(books, JVAL_ARR) ? books : jval_is(items, JVAL_ARR) ? items : NULL;
}

static enum err read_json(struct ctx *cx, struct reading *r, str text, bool told)
{
	const struct jval *root, *list, *v;
	void *walk = NULL;
	enum err e;
	str key;

	if ((e = jval_read(cx, text, &root)))
		return not_a_file(cx, "the file begins as JSON does, and is no valid JSON");
	list = list_of(root);
	if (jval_is(jval_get(root, "bookshelf"), JVAL_INT) &&
	    jval_int(jval_get(root, "bookshelf")) != 1)
		return not_a_file(cx, "the file was written by a newer version of this program");
	if (!told)
		r->reader.format = list ? IMPORT_FORMAT_bookshelf : IMPORT_FORMAT_librarything;
	for (size_t i = 0; i < (list ? jval_len(list) : 0) && !e; i++)
		e = give_json(cx, r, jval_at(list, i));
	while (!list && !e && jval_next(root, &walk, &key, &v))
		e = give_json(cx, r, v);
	return e;
}

static enum err format_named(struct ctx *cx, str name, enum import_format *out, bool *told)
{
	*told = name.n && !str_eq(name, S("auto"));
	*out = IMPORT_FORMAT_csv;
	if (!*told)
		return OK;
	for (int f = 0; f < IMPORT_FORMAT__MAX; f++)
		if (str_eq(name, str_from(names_of_formats[f]))) {
			*out = (enum import_format)f;
			return OK;
		}
	return fail_field(
		cx, S("format"),
		"format must be auto, goodreads, storygraph, librarything, bookshelf or csv");
}

enum err import_read(struct ctx *cx, str bytes, str format, str mapping, struct import_file *out)
{
	struct reading *r = arena_new(&cx->arena, struct reading, 1);
	enum import_format named;
	bool told;
	enum err e;
	str text, inner;

	*out = (struct import_file){ .n = 0 };
	r->out = out;
	if ((e = format_named(cx, format, &named, &told)) ||
	    (e = make_reader(cx, named, mapping, &r->reader)))
		return e;
	if (csv_text(cx, bytes, &text))
		return not_a_file(cx, str_dup(&cx->arena, cx->err_text).p);
	inner = utf8_trim(text);
	if (inner.n && (inner.p[0] == '{' || inner.p[0] == '['))
		e = read_json(cx, r, inner, told);
	else
		e = read_table(cx, r, text, told);
	out->format = names_of_formats[r->reader.format];
	return e || out->n ? e : not_a_file(cx, "the file has no rows");
}
