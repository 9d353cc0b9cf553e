/* marc_make.c - see marc_make.h. */
#include "marc_make.h"

#include "catalogue/marc.h"
#include "catalogue/marcxml.h"

enum { MOST = 1 << 20 };

static str field_text(struct arena *a, str line)
{
	str s = str_dup(a, (str){ line.p + 4, line.n - 4 });

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '$')
			((char *)s.p)[i] = 0x1f;
	return s;
}

str marc_make(struct arena *a, const char *kind, const char *fields)
{
	struct buf directory = buf_make(a, MOST), data = buf_make(a, MOST), all = buf_make(a, MOST);
	str rest = str_from(fields);

	while (rest.n) {
		str line = str_cut(&rest, '\n'), text = field_text(a, line);

		buf_addf(&directory, "%.3s%04u%05u", line.p, (unsigned)text.n + 1,
			 (unsigned)data.n);
		buf_add(&data, text);
		buf_addc(&data, 0x1e);
	}
	buf_addf(&all, "%05u%s22%05u a 4500", (unsigned)(24 + directory.n + 1 + data.n + 1), kind,
		 (unsigned)(24 + directory.n + 1));
	buf_add(&all, buf_str(&directory));
	buf_addc(&all, 0x1e);
	buf_add(&all, buf_str(&data));
	buf_addc(&all, 0x1d);
	return buf_str(&all);
}

static void put_escaped(struct buf *b, str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '&' || s.p[i] == '<' || s.p[i] == '>')
			buf_addf(b, "&#%d;", s.p[i]);
		else
			buf_addc(b, s.p[i]);
}

static void put_subfields(struct buf *b, const char *prefix, str s)
{
	str_cut(&s, 0x1f);
	while (s.n) {
		str one = str_cut(&s, 0x1f);

		buf_addf(b, "<%ssubfield code=\"%c\">", prefix, one.p[0]);
		put_escaped(b, (str){ one.p + 1, one.n - 1 });
		buf_addf(b, "</%ssubfield>", prefix);
	}
}

str marcxml_make(struct arena *a, const char *kind, const char *fields, const char *prefix)
{
	struct buf b = buf_make(a, MOST);
	str rest = str_from(fields);

	buf_addf(&b, "<%srecord>\n  <%sleader>     %s22     4a 4500</%sleader>\n", prefix, prefix,
		 kind, prefix);
	while (rest.n) {
		str line = str_cut(&rest, '\n'), text = field_text(a, line);
		bool control = memcmp(line.p, "00", 2) == 0;

		buf_addf(&b, "  <%s%s tag=\"%.3s\"", prefix, control ? "controlfield" : "datafield",
			 line.p);
		if (control) {
			buf_addc(&b, '>');
			put_escaped(&b, text);
		} else {
			buf_addf(&b, " ind1=\"%c\" ind2=\"%c\">", text.p[0], text.p[1]);
			put_subfields(&b, prefix, text);
		}
		buf_addf(&b, "</%s%s>\n", prefix, control ? "controlfield" : "datafield");
	}
	buf_addf(&b, "</%srecord>\n", prefix);
	return buf_str(&b);
}

ptrdiff_t marc_from_file(void *arg, char *into, size_t room)
{
	struct marc_file *f = arg;
	size_t n = f->left.n < f->piece ? f->left.n : f->piece;

	if (n == 0)
		return f->fails ? -1 : 0;
	n = n < room ? n : room;
	memcpy(into, f->left.p, n);
	f->left = (str){ f->left.p + n, f->left.n - n };
	return (ptrdiff_t)n;
}

void marc_put_entry(struct buf *b, const struct entry *e)
{
	const str texts[] = { e->title, e->authors, e->publisher, e->language, e->series };

	for (size_t i = 0; i < countof(texts); i++) {
		buf_add(b, texts[i]);
		buf_addc(b, '|');
	}
	buf_addf(b, "%d|%u|", e->year, (unsigned)e->pages);
	for (size_t i = 0; i < e->nisbns; i++)
		buf_addf(b, "%s%llu", i ? " " : "", (unsigned long long)e->isbn[i]);
}

static void put_step(struct buf *b, enum marc_step step, int64_t record, const struct entry *e,
		     const char *reason)
{
	static const char *const signs[] = {
		[MARC_ENTRY] = "",       [MARC_SCRIPT] = "again ", [MARC_SKIPPED] = "-",
		[MARC_REFUSED] = "!",    [MARC_BROKEN] = "^",      [MARC_END] = "end",
		[MARC_FAILED] = "failed"
	};

	buf_addf(b, "%lld %s", (long long)record, signs[step]);
	if (step == MARC_ENTRY || step == MARC_SCRIPT)
		marc_put_entry(b, e);
	else
		buf_add(b, str_from(reason));
	buf_addc(b, '\n');
}

str marc_read_all(struct arena *a, str file, size_t piece)
{
	struct ctx cx = ctx_make(NULL);
	struct marc_file f = { file, piece, false };
	struct buf b = buf_make(a, MOST);
	struct marc *m = marc_open(&cx, marc_from_file, &f);
	struct entry e;

	for (enum marc_step step; (step = marc_next(m, &e)) != MARC_END;)
		put_step(&b, step, m->record, &e, m->reason);
	ctx_end(&cx);
	return buf_str(&b);
}

str marcxml_read_all(struct arena *a, str file, size_t piece)
{
	struct ctx cx = ctx_make(NULL);
	struct marc_file f = { file, piece, false };
	struct buf b = buf_make(a, MOST);
	struct marcxml *m = marcxml_open(&cx, marc_from_file, &f);
	struct entry e;

	for (enum marc_step step; (step = marcxml_next(m, &e)) != MARC_END;)
		put_step(&b, step, m->record, &e, m->reason);
	ctx_end(&cx);
	return buf_str(&b);
}
