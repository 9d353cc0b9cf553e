/* table.c - see table.h. */
#include "catalogue/table.h"

#include "base/utf8.h"

static const struct {
	const char *name, *other;
	size_t max_bytes;
} columns[] = {
#define COLUMN(id, name, other, max_bytes) { name, other, max_bytes },
#include "catalogue/table.def"
#undef COLUMN
};

/* Have a whole row's worth of bytes ahead, or all there are. */
static void fill(struct table *t)
{
	if (t->ended || t->n - t->at > TABLE_ROW_BYTES)
		return;
	memmove(t->data, t->data + t->at, t->n - t->at);
	t->n -= t->at;
	t->at = 0;
	while (!t->ended && t->n < TABLE_BUFFER_BYTES) {
		ptrdiff_t got = t->source(t->arg, t->data + t->n, TABLE_BUFFER_BYTES - t->n);

		if (got <= 0) {
			t->broken = got < 0;
			t->ended = true;
			break;
		}
		t->n += (size_t)got;
	}
}

static size_t find(const char *p, size_t n, char c)
{
	const char *at = n ? memchr(p, c, n) : NULL;

	return at ? (size_t)(at - p) : n;
}

/* Where the line break is that ends the row in p: n when there is none, n + 1 when a quote is still open.
 * Line breaks in quotes are text. */
static size_t row_end(const char *p, size_t n, char separator)
{
	size_t end = find(p, n, '\n');
	bool quoted = false, field_begins = true;

	if (separator == '\t' || find(p, end, '"') == end)
		return end;
	for (size_t i = 0; i < n; i++) {
		char c = p[i];

		if (quoted) {
			if (c == '"' && i + 1 < n && p[i + 1] == '"')
				i++;
			else if (c == '"')
				quoted = false;
			continue;
		}
		if (c == '\n')
			return i;
		quoted = c == '"' && field_begins;
		field_begins = c == separator;
	}
	return quoted ? n + 1 : n;
}

static int64_t line_breaks(str s)
{
	int64_t n = 0;

	while (s.n) {
		size_t at = find(s.p, s.n, '\n');

		if (at == s.n)
			break;
		n++;
		s = (str){ s.p + at + 1, s.n - at - 1 };
	}
	return n;
}

/* The rest of a line of which more than a row was seen. */
static void skip_line(struct table *t)
{
	for (;;) {
		size_t end = find(t->data + t->at, t->n - t->at, '\n');

		t->at += end;
		if (t->at < t->n) {
			t->at++;
			t->line++;
			return;
		}
		if (t->ended)
			return;
		fill(t);
	}
}

/* The next row's bytes without its line break. NULL p: no more. `too_long`: there is one, but no text of it. */
static str take_row(struct table *t, bool *too_long)
{
	size_t room, end;
	str row;

	fill(t);
	*too_long = false;
	if (t->at == t->n)
		return (str){ NULL, 0 };
	room = t->n - t->at < TABLE_ROW_BYTES ? t->n - t->at : TABLE_ROW_BYTES;
	row = (str){ t->data + t->at, row_end(t->data + t->at, room, t->separator) };
	end = row.n;
	if (end > room || (end == room && t->at + room < t->n)) {
		*too_long = true; /* of a quote that is never closed, only the first line is lost */
		skip_line(t);
		return (str){ row.p, 0 };
	}
	t->at += end < room ? end + 1 : end;
	t->line += line_breaks(row) + (end < room);
	if (row.n && row.p[row.n - 1] == '\r')
		row.n--;
	return row;
}

/* Undo the quoting of the field that begins at *rest, in place; false: text after the closing quote. */
static bool unquote(str *rest, char separator, str *out)
{
	char *p = (char *)rest->p; /* in our own buffer */
	size_t i = 1, n = 0;

	for (; i < rest->n; i++) {
		if (p[i] == '"') {
			if (i + 1 == rest->n || p[i + 1] != '"')
				break;
			i++;
		}
		p[n++] = p[i];
	}
	*out = (str){ p, n };
	if (i < rest->n)
		i++;
	if (i < rest->n && p[i] != separator)
		return false;
	*rest = i < rest->n ? (str){ p + i + 1, rest->n - i - 1 } : (str){ NULL, 0 };
	return true;
}

/* The next field of *rest, which becomes {NULL, 0} after the last one. */
static bool cut_field(str *rest, char separator, str *out)
{
	size_t end;

	if (separator != '\t' && rest->n && rest->p[0] == '"')
		return unquote(rest, separator, out);
	end = find(rest->p, rest->n, separator);
	*out = (str){ rest->p, end };
	*rest = end < rest->n ? (str){ rest->p + end + 1, rest->n - end - 1 } : (str){ NULL, 0 };
	return true;
}

static const char *split(struct table *t, str rest, str field[TABLE__MAX])
{
	for (size_t i = 0; rest.p; i++) {
		enum table_column c;
		str s;

		if (!cut_field(&rest, t->separator, &s))
			return "text after a closing quote";
		if (i >= t->columns)
			return "more fields than the first row has columns";
		c = (enum table_column)t->column[i];
		if (c == TABLE__MAX)
			continue;
		field[c] = utf8_trim(s);
		if (field[c].n > columns[c].max_bytes)
			return "a value is too long";
	}
	return field[TABLE_TITLE].n ? NULL : "no title";
}

static bool blank(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\r')
			return false;
	return true;
}

bool table_next(struct table *t, struct table_row *out)
{
	bool too_long;
	str row;

	*out = (struct table_row){ .line = t->line };
	while (row = take_row(t, &too_long), row.p && !too_long && blank(row))
		out->line = t->line;
	if (!row.p || t->broken)
		return false;
	for (size_t c = 0; c < TABLE__MAX; c++)
		out->field[c] = S("");
	if (too_long)
		out->refused = "the row is too long, or a quote is never closed";
	else if (memchr(row.p, '\0', row.n))
		out->refused = "a NUL character";
	else if (!utf8_valid(row))
		out->refused = "not valid UTF-8";
	else
		out->refused = split(t, row, out->field);
	return true;
}

static enum table_column column_named(str name)
{
	for (size_t c = 0; c < TABLE__MAX; c++) {
		str a = str_from(columns[c].name), b = str_from(columns[c].other);

		if (name.n && ((name.n == a.n && strncasecmp(name.p, a.p, a.n) == 0) ||
			       (name.n == b.n && strncasecmp(name.p, b.p, b.n) == 0)))
			return (enum table_column)c;
	}
	return TABLE__MAX;
}

static enum err read_header(struct ctx *cx, struct table *t, str row)
{
	bool seen[TABLE__MAX + 1] = { false };
	str name;

	while (row.p) {
		enum table_column c;

		if (t->columns == TABLE_MAX_COLUMNS)
			return fail(cx, ERR_INVALID, "the first row has more than %d columns",
				    TABLE_MAX_COLUMNS);
		if (!cut_field(&row, t->separator, &name))
			return fail(cx, ERR_INVALID,
				    "the first row has text after a closing quote");
		c = column_named(utf8_trim(name));
		t->column[t->columns++] = (unsigned char)(seen[c] ? TABLE__MAX : c);
		seen[c] = true;
	}
	if (!seen[TABLE_TITLE])
		return fail(cx, ERR_INVALID,
			    "the first row has to name the columns, and one has to be \"title\"");
	return OK;
}

static char separator_of(str row)
{
	if (find(row.p, row.n, '\t') < row.n)
		return '\t';
	return find(row.p, row.n, ',') == row.n && find(row.p, row.n, ';') < row.n ? ';' : ',';
}

enum err table_open(struct ctx *cx, table_source *source, void *arg, struct table *t)
{
	bool too_long;
	str row;

	*t = (struct table){ .source = source, .arg = arg, .line = 1 };
	t->data = arena_new(&cx->arena, char, TABLE_BUFFER_BYTES);
	fill(t);
	if (t->n >= 2 &&
	    (memcmp(t->data, "\xff\xfe", 2) == 0 || memcmp(t->data, "\xfe\xff", 2) == 0))
		return fail(cx, ERR_INVALID, "the file is UTF-16; please save it as UTF-8");
	if (t->n >= 3 && memcmp(t->data, "\xef\xbb\xbf", 3) == 0)
		t->at = 3;
	t->separator = separator_of(
		(str){ t->data + t->at, find(t->data + t->at, t->n - t->at, '\n') });
	row = take_row(t, &too_long);
	if (t->broken)
		return fail(cx, ERR_IO, "the file cannot be read");
	if (!row.p)
		return fail(cx, ERR_INVALID, "the file is empty");
	if (too_long || !utf8_valid(row) || memchr(row.p, '\0', row.n))
		return fail(cx, ERR_INVALID, "the first row is not text, or too long");
	return read_header(cx, t, row);
}
