/* collect.c - see collect.h. */
#include "catalogue/collect.h"

#include "base/embed.h"
#include "catalogue/isbn.h"

enum { ROWS_A_STEP = 2048 };

static bool digit(char c) { return c >= '0' && c <= '9'; }

int collect_year(str s)
{
	int64_t whole;

	if (str_i64(s, &whole))
		return whole >= -4000 && whole <= 2200 ? (int)whole : 0;
	for (size_t i = 0; i + 4 <= s.n; i++) {
		const char *p = s.p + i;
		bool alone = (i == 0 || !digit(p[-1])) && (i + 4 == s.n || !digit(p[4]));

		if (alone && (p[0] == '1' || p[0] == '2') && digit(p[1]) && digit(p[2]) &&
		    digit(p[3]) && str_i64((str){ p, 4 }, &whole) && whole <= 2200)
			return (int)whole;
	}
	return 0;
}

static struct record record_of(const struct table_row *row)
{
	struct record rec = {
		.title = row->field[TABLE_TITLE],
		.authors = row->field[TABLE_AUTHORS],
		.publisher = row->field[TABLE_PUBLISHER],
		.language = row->field[TABLE_LANGUAGE],
		.isbn = isbn_read(row->field[TABLE_ISBN13]),
		.year = collect_year(row->field[TABLE_YEAR]),
	};

	if (!rec.isbn)
		rec.isbn = isbn_read(row->field[TABLE_ISBN10]);
	return rec;
}

static void take(struct ctx *cx, const struct table_row *row, struct records *into,
		 bool starter_row, struct catalogue_report *report)
{
	struct record rec;

	report->rows++;
	if (row->refused) {
		if (report->refused++ == 0) {
			report->first_refused_line = row->line;
			report->first_refused_reason = str_dup(&cx->arena, str_from(row->refused));
		}
		return;
	}
	rec = record_of(row);
	rec.starter = starter_row;
	if (records_add(into, &rec))
		report->added++;
	else
		report->known++;
}

enum err collect_table(struct ctx *cx, table_source *source, void *arg, struct records *into,
		       void (*each)(void *arg), struct catalogue_report *report)
{
	struct table_row row;
	struct table t;
	enum err e;

	if ((e = table_open(cx, source, arg, &t)))
		return e;
	while (table_next(&t, &row)) {
		take(cx, &row, into, false, report);
		if (each && report->rows % ROWS_A_STEP == 0)
			each(arg);
	}
	return t.broken ? fail(cx, ERR_IO, "the file cannot be read") : OK;
}

static ptrdiff_t from_memory(void *arg, char *into, size_t room)
{
	str *left = arg;
	size_t n = left->n < room ? left->n : room;

	memcpy(into, left->p, n);
	*left = (str){ left->p + n, left->n - n };
	return (ptrdiff_t)n;
}

enum err collect_starter(struct ctx *cx, struct records *into)
{
	for (size_t i = 0; i < starter_n; i++) {
		str left = { starter[i].data, starter[i].n };
		struct catalogue_report report = { .rows = 0 };
		struct table_row row;
		struct table t;
		enum err e;

		if ((e = table_open(cx, from_memory, &left, &t)))
			return e;
		while (table_next(&t, &row))
			take(cx, &row, into, true, &report);
		CHECK(report.refused == 0); /* we wrote it */
	}
	return OK;
}
