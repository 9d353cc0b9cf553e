/* bench_marc.c - reading records of libraries: `bench_marc [FILE…]`.
 *
 * With files (.xml: MARCXML, else ISO 2709): what is told of each, counted, and its first reasons. Without: records and
 * megabytes a second of either form, by processor time, the best of ROUNDS. */
#include "base/clock.h"
#include "catalogue/marc.h"
#include "catalogue/marcxml.h"

#include <math.h>

enum { RECORDS = 50000, ROUNDS = 5, RECORD_MAX = 8192, REASONS_TOLD = 5 };

struct tally {
	size_t steps[MARC_FAILED + 1], isbns, authors, records;
	bool loud;
};

static ptrdiff_t from_file(void *arg, char *into, size_t room)
{
	size_t n = fread(into, 1, room, arg);

	return n || !ferror((FILE *)arg) ? (ptrdiff_t)n : -1;
}

static ptrdiff_t from_memory(void *arg, char *into, size_t room)
{
	str *left = arg;
	size_t n = left->n < room ? left->n : room;

	if (n)
		memcpy(into, left->p, n);
	*left = (str){ left->p + n, left->n - n };
	return (ptrdiff_t)n;
}

static void count(struct tally *t, enum marc_step step, const struct entry *e, int64_t record,
		  const char *reason)
{
	t->steps[step]++;
	if (step == MARC_ENTRY) {
		t->isbns += e->nisbns > 0;
		t->authors += e->authors.n > 0;
	} else if (t->loud && (step == MARC_REFUSED || step == MARC_BROKEN) &&
		   t->steps[step] <= REASONS_TOLD) {
		printf("  record %lld: %s\n", (long long)record, reason);
	}
}

static void read_marc(table_source *source, void *arg, struct tally *t)
{
	struct ctx cx = ctx_make(NULL);
	struct marc *m = marc_open(&cx, source, arg);
	enum marc_step step;
	struct entry e;

	do {
		step = marc_next(m, &e);
		count(t, step, &e, m->record, m->reason);
	} while (step != MARC_END && step != MARC_FAILED);
	t->records = (size_t)m->record;
	ctx_end(&cx);
}

static void read_xml(table_source *source, void *arg, struct tally *t)
{
	struct ctx cx = ctx_make(NULL);
	struct marcxml *m = marcxml_open(&cx, source, arg);
	enum marc_step step;
	struct entry e;

	do {
		step = marcxml_next(m, &e);
		count(t, step, &e, m->record, m->reason);
	} while (step != MARC_END && step != MARC_FAILED);
	t->records = (size_t)m->record;
	ctx_end(&cx);
}

static bool is_xml(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && memcmp(path + n - 4, ".xml", 4) == 0;
}

static void read_file(const char *path)
{
	struct tally t = { .loud = true };
	FILE *f = fopen(path, "rb");

	if (!f) {
		perror(path);
		exit(1);
	}
	(is_xml(path) ? read_xml : read_marc)(from_file, f, &t);
	fclose(f);
	printf("%s: %zu records, %zu books (%zu with authors, %zu with ISBN), %zu again in their script, "
	       "%zu skipped, %zu refused%s%s\n",
	       path, t.records, t.steps[MARC_ENTRY], t.authors, t.isbns, t.steps[MARC_SCRIPT],
	       t.steps[MARC_SKIPPED], t.steps[MARC_REFUSED], t.steps[MARC_BROKEN] ? ", broken" : "",
	       t.steps[MARC_FAILED] ? ", not readable to its end" : "");
}

/* ---- a record of the usual size, 1.1 kB ---- */

static const struct {
	const char *tag, *text;
} fields[] = {
	{ "001", "  2003%06u " },
	{ "003", "DLC" },
	{ "005", "20040721130152.0" },
	{ "008", "030919s2003    nyua     b    001 0 eng  " },
	{ "010", "  \x1f"
		 "a  2003%06u" },
	{ "020", "  \x1f"
		 "a0141439513 (pbk. : alk. paper)" },
	{ "020", "  \x1f"
		 "a9780141439518 (hbk.)" },
	{ "040", "  \x1f"
		 "aDLC\x1f"
		 "cDLC\x1f"
		 "dDLC" },
	{ "042", "  \x1f"
		 "apcc" },
	{ "050", "00\x1f"
		 "aPR4034\x1f"
		 "b.P7 2003" },
	{ "082", "00\x1f"
		 "a823/.7\x1f"
		 "222" },
	{ "100", "1 \x1f"
		 "aAuthor%u, Jane Mary,\x1f"
		 "d1775-1817." },
	{ "245", "14\x1f"
		 "aThe history of a family of some length %u :\x1f"
		 "ba novel in three volumes /\x1f"
		 "cJane Mary Author ; edited with an introduction by Vivien Jones." },
	{ "250", "  \x1f"
		 "aRev. ed." },
	{ "260", "  \x1f"
		 "aNew York :\x1f"
		 "bPenguin Books,\x1f"
		 "c2003." },
	{ "300", "  \x1f"
		 "axxxvi, 435 p. :\x1f"
		 "bill. ;\x1f"
		 "c24 cm." },
	{ "490", "1 \x1f"
		 "aPenguin classics ;\x1f"
		 "vno. %u" },
	{ "504", "  \x1f"
		 "aIncludes bibliographical references (p. 415-425) and index." },
	{ "520",
	  "  \x1f"
	  "aA summary of the usual length, as publishers supply it: a family, its daughters, and what becomes of each of them." },
	{ "650", " 0\x1f"
		 "aYoung women\x1f"
		 "vFiction." },
	{ "650", " 0\x1f"
		 "aSocial classes\x1f"
		 "zEngland\x1f"
		 "vFiction." },
	{ "655", " 7\x1f"
		 "aDomestic fiction.\x1f"
		 "2gsafd" },
	{ "700", "1 \x1f"
		 "aJones, Vivi\xc3\xa8n,\x1f"
		 "d1952-\x1f"
		 "eeditor." },
	{ "830", " 0\x1f"
		 "aPenguin classics ;\x1f"
		 "vno. %u" },
};

static str field_text(struct arena *a, size_t i, unsigned number)
{
	str s = str_from(fields[i].text);
	const char *at = strchr(fields[i].text, '%');

	if (!at)
		return s;
	return str_fmt(a, STR_FMT "%06u%s", (int)(at - s.p), s.p, number, strchr(at, 'u') + 1);
}

static void put_record(struct buf *b, struct arena *a, unsigned number)
{
	struct buf directory = buf_make(a, RECORD_MAX), data = buf_make(a, RECORD_MAX);

	for (size_t i = 0; i < countof(fields); i++) {
		str text = field_text(a, i, number);

		buf_addf(&directory, "%s%04u%05u", fields[i].tag, (unsigned)text.n + 1,
			 (unsigned)data.n);
		buf_add(&data, text);
		buf_addc(&data, 0x1e);
	}
	buf_addf(b, "%05ucam a22%05u a 4500", (unsigned)(26 + directory.n + data.n),
		 (unsigned)(25 + directory.n));
	buf_add(b, buf_str(&directory));
	buf_addc(b, 0x1e);
	buf_add(b, buf_str(&data));
	buf_addc(b, 0x1d);
}

static void put_data_field(struct buf *b, const char *tag, str text)
{
	buf_addf(b, "<datafield tag=\"%s\" ind1=\"%c\" ind2=\"%c\">\n", tag, text.p[0], text.p[1]);
	str_cut(&text, 0x1f);
	while (text.n) {
		str one = str_cut(&text, 0x1f);

		buf_addf(b, "<subfield code=\"%c\">", one.p[0]);
		buf_add(b, (str){ one.p + 1, one.n - 1 });
		buf_add(b, S("</subfield>\n"));
	}
	buf_add(b, S("</datafield>\n"));
}

static void put_xml(struct buf *b, struct arena *a, unsigned number)
{
	buf_add(b, S("<record>\n<leader>01142cam a2200300 a 4500</leader>\n"));
	for (size_t i = 0; i < countof(fields); i++) {
		str text = field_text(a, i, number);

		if (fields[i].tag[1] == '0' && fields[i].tag[0] == '0')
			buf_addf(b, "<controlfield tag=\"%s\">%s</controlfield>\n", fields[i].tag,
				 text.p);
		else
			put_data_field(b, fields[i].tag, text);
	}
	buf_add(b, S("</record>\n"));
}

static double processor_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void time_it(const char *name, str file,
		    void (*read)(table_source *source, void *arg, struct tally *t))
{
	double best = HUGE_VAL;

	for (int i = 0; i < ROUNDS; i++) {
		struct tally t = { .loud = true };
		double begun = processor_s();
		str left = file;

		read(from_memory, &left, &t);
		best = fmin(best, processor_s() - begun);
		if (t.steps[MARC_ENTRY] != RECORDS || t.isbns != RECORDS || t.authors != RECORDS)
			BUG("the file is not read as it was written");
	}
	printf("%s: %d records of %.0f bytes: %.0f records/s, %.0f MB/s\n", name, RECORDS,
	       (double)file.n / RECORDS, RECORDS / best, (double)file.n / 1e6 / best);
}

static void time_both(void)
{
	struct ctx cx = ctx_make(NULL);
	struct buf marc = buf_make(&cx.arena, (size_t)RECORDS * RECORD_MAX);
	struct buf xml = buf_make(&cx.arena, (size_t)RECORDS * RECORD_MAX);

	buf_add(&xml, S("<collection>\n"));
	for (unsigned i = 0; i < RECORDS; i++) {
		struct ctx one = ctx_make(NULL);

		put_record(&marc, &one.arena, i);
		put_xml(&xml, &one.arena, i);
		ctx_end(&one);
	}
	buf_add(&xml, S("</collection>\n"));
	time_it("ISO 2709", buf_str(&marc), read_marc);
	time_it("MARCXML", buf_str(&xml), read_xml);
	ctx_end(&cx);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		read_file(argv[i]);
	if (argc < 2)
		time_both();
	return 0;
}
