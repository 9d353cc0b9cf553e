/* fuzz_catalogue.c - a file of the catalogue with damage in it, open and asked. The input says where: five bytes a change, a section, three of a
 * place in it, and what to flip. Wrong answers are all that may come of it. */
#include "base/utf8.h"
#include "catalogue/catalogue.h"
#include "catalogue/file.h"
#include "catalogue/segments.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define AT "\t1\t2026-10-31T08:00:00\t"

static const char dump[] =
	"/type/author\t/authors/OL1A" AT
	"{\"name\": \"Ada Finch\", \"alternate_names\": [\"Finch, A.\"]}\n"
	"/type/work\t/works/OL10W" AT
	"{\"title\": \"Quiet Harbours\", \"authors\": [{\"author\": {\"key\": \"/authors/OL1A\"}}]}\n"
	"/type/edition\t/books/OL20M" AT
	"{\"title\": \"Quiet Harbours\", \"isbn_13\": [\"9780306406157\"], \"works\": [{\"key\": \"/works/OL10W\"}]}\n"
	"/type/edition\t/books/OL21M" AT
	"{\"title\": \"Stille Häfen\", \"publish_date\": \"1988\", \"works\": [{\"key\": \"/works/OL10W\"}], "
	"\"languages\": [{\"key\": \"/languages/ger\"}], \"publishers\": [\"Northlight\"], \"series\": [\"Harbours\"]}\n"
	"/type/edition\t/books/OL22M" AT
	"{\"title\": \"星を数える人\", \"covers\": [7], \"number_of_pages\": 90}\n"
	"/type/edition\t/books/OL23M" AT
	"{\"title\": \"Quarry, quiver, quilt: an almanac\", \"by_statement\": \"Tom Reed\"}\n"
	"/type/redirect\t/works/OL11W" AT "{\"location\": \"/works/OL10W\"}\n"
	"/type/redirect\t/books/OL30M" AT "{\"location\": \"/books/OL20M\"}\n";

/* The sound file, and its folder. */
struct bench {
	struct conf conf;
	char folder[64], path[128];
	unsigned char *bytes;
	size_t n;
	int fd;
	struct catalogue *c;
};

static void remove_folder(const char *folder)
{
	static const char *const names[] = {
		"catalogue/segments", "catalogue/lock", "catalogue/00000001.index",
		"dump.txt",           "catalogue",      ""
	};
	char path[256];

	for (size_t i = 0; i < countof(names); i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		if (unlink(path) != 0)
			rmdir(path);
	}
}

static void set_up(struct bench *b)
{
	struct ctx cx = ctx_make(NULL);
	struct catalogue_report report;
	const char *path;
	struct stat st;
	int fd;

	snprintf(b->folder, sizeof b->folder, "/tmp/fuzz-catalogue-XXXXXX");
	CHECK(mkdtemp(b->folder));
	b->conf.data_dir = str_from(b->folder);
	path = str_fmt(&cx.arena, "%s/dump.txt", b->folder).p;
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	CHECK(fd >= 0 && write(fd, dump, sizeof dump - 1) == (ssize_t)sizeof dump - 1 &&
	      close(fd) == 0);
	CHECK(catalogue_import(&cx, &b->conf, &(struct catalogue_import){ .paths = &path, .n = 1 },
			       &report) == OK &&
	      report.added == 4);
	snprintf(b->path, sizeof b->path, "%s/catalogue/00000001.index", b->folder);
	b->fd = open(b->path, O_RDWR);
	CHECK(b->fd >= 0 && fstat(b->fd, &st) == 0);
	b->n = (size_t)st.st_size;
	b->bytes = xmalloc(b->n);
	CHECK(read(b->fd, b->bytes, b->n) == (ssize_t)b->n);
	CHECK(catalogue_open(&cx, &b->conf, &b->c) == OK);
	ctx_end(&cx);
}

/* In place: the open catalogue has the file mapped, and sees it. */
static void damage(struct bench *b, const uint8_t *data, size_t n)
{
	unsigned char *bytes = xmalloc(b->n);
	struct file_header h;

	memcpy(&h, b->bytes, sizeof h);
	memcpy(bytes, b->bytes, b->n);
	for (; n >= 5; data += 5, n -= 5) {
		struct file_section s = h.section[data[0] % FILE__SECTIONS];

		if (s.bytes)
			bytes[s.at + (data[1] | (size_t)data[2] << 8 | (size_t)data[3] << 16) %
					     s.bytes] ^= data[4];
	}
	CHECK(pwrite(b->fd, bytes, b->n, 0) == (ssize_t)b->n);
	free(bytes);
}

static void check_book(const struct catalogue_book *b)
{
	CHECK(b->title.n && b->id.n && b->editions >= 1);
	CHECK(utf8_valid(b->title) && utf8_valid(b->authors) && utf8_valid(b->publisher) &&
	      utf8_valid(b->language) && utf8_valid(b->series));
}

static void check_hits(const struct catalogue_hits *hits, size_t max)
{
	CHECK(hits->n <= max);
	for (size_t i = 0; i < hits->n; i++)
		check_book(&hits->items[i].book);
}

/* One text and all ids: each text takes milliseconds. */
static void ask(struct ctx *cx, struct catalogue *c, size_t which)
{
	static const char *const texts[] = { "ADA FINCH QUlET HARB0URS",
					     "stille hafen",
					     "q",
					     "qu",
					     "星",
					     "星を数える",
					     "9780306406157",
					     "tom reed quarry almanac" };
	static const char *const ids[] = {
		"isbn:9780306406157",   "ol:OL20M", "ol:OL22M", "ol:OL30M", "ol:OL10W", "ol:OL11W",
		"work:0123456789abcdef"
	};
	static const struct catalogue_filter filter = { .language = { "de", 2 }, .year_min = 1900 };
	struct catalogue_hits hits;
	struct catalogue_book book;
	str text = str_from(texts[which % countof(texts)]);

	if (!catalogue_identify(cx, c, text, 5, &hits))
		check_hits(&hits, 5);
	if (!catalogue_search(cx, c, text, which % 16 < 8 ? &filter : NULL, which % 3, 4, &hits))
		check_hits(&hits, 4);
	if (!catalogue_find(cx, c, text, 3, &hits))
		check_hits(&hits, 3);
	for (size_t i = 0; i < countof(ids); i++)
		if (!catalogue_get(cx, c, str_from(ids[i]), &book))
			check_book(&book);
		else
			ctx_forgive(cx);
}

static struct bench bench;

static void tear_down(void)
{
	catalogue_close(bench.c);
	free(bench.bytes);
	remove_folder(bench.folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	size_t which = 0;

	for (size_t i = 0; i < n; i++)
		which += data[i];
	if (!bench.c) {
		set_up(&bench);
		atexit(tear_down);
	}
	damage(&bench, data, n);
	ask(&cx, bench.c, which);
	ctx_end(&cx);
	return 0;
}
