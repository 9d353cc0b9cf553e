/* make_dump.c - files shaped like Open Library's dumps, of any size: `make_dump BOOKS.tsv FOLDER [EDITIONS]`.
 *
 * Out of a table of books (isbn13, title, authors, year, publisher, language) it makes editions.txt, works.txt, authors.txt and redirects.txt, with what bites:
 * works and authors under old numbers, editions without a work, authors without a key, rows whose JSON is broken, ISBNs as people write them. A quarter of
 * the works has more than one edition. Numbers of works are scattered, as in the dumps. The same input makes the same output. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 6, LINE_BYTES = 1 << 16, AUTHOR_SLOTS = 1 << 25 };

enum { ISBN, TITLE, AUTHORS, YEAR, PUBLISHER, LANGUAGE };

static uint64_t mix(uint64_t h)
{
	h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
	h = (h ^ h >> 27) * 0x94d049bb133111ebu;
	return h ^ h >> 31;
}

struct dump {
	FILE *editions, *works, *authors, *redirects;
	uint64_t max, made; /* editions */
	uint64_t row;       /* of the table */
	uint32_t *slots;    /* hash of a name -> its number */
	uint32_t names;
};

static void put_text(FILE *f, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			fprintf(f, "\\%c", c);
		else if (c < 0x20)
			fprintf(f, "\\u%04x", c);
		else if (c < 0x80)
			putc(c, f);
		else { /* as the dumps have it */
			uint32_t cp = c >= 0xf0 ? c & 7 : c >= 0xe0 ? c & 15 : c & 31;
			int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;

			for (; more && (s[1] & 0xc0) == 0x80; more--)
				cp = cp << 6 | ((unsigned char)*++s & 63);
			if (cp >= 0x10000)
				fprintf(f, "\\u%04x\\u%04x", 0xd800 + ((cp - 0x10000) >> 10),
					0xdc00 + ((cp - 0x10000) & 0x3ff));
			else
				fprintf(f, "\\u%04x", cp);
		}
	}
}

static void head(FILE *f, const char *type, const char *folder, uint64_t number, char letter)
{
	fprintf(f,
		"/type/%s\t/%s/OL%" PRIu64 "%c\t3\t2026-10-%02" PRIu64 "T08:%02" PRIu64
		":11.401262\t",
		type, folder, number, letter, 1 + number % 30, number % 60);
}

static void tail(FILE *f, const char *type, const char *folder, uint64_t number, char letter)
{
	fprintf(f,
		"\"type\": {\"key\": \"/type/%s\"}, \"key\": \"/%s/OL%" PRIu64
		"%c\", \"latest_revision\": 3, \"revision\": 3, \"created\": {\"type\": "
		"\"/type/datetime\", \"value\": \"2008-04-01T03:28:50.625462\"}, \"last_modified\": {\"type\": \"/type/datetime\", \"value\": "
		"\"2026-10-%02" PRIu64 "T08:11:11.401262\"}}\n",
		type, folder, number, letter, 1 + number % 30);
}

static void put_redirect(struct dump *d, const char *folder, char letter, uint64_t from,
			 uint64_t to)
{
	head(d->redirects, "redirect", folder, from, letter);
	fprintf(d->redirects, "{\"location\": \"/%s/OL%" PRIu64 "%c\", ", folder, to, letter);
	tail(d->redirects, "redirect", folder, from, letter);
}

/* The number of a name, which is written when it is new. */
static uint32_t author_number(struct dump *d, const char *name)
{
	uint64_t h = 1;
	uint32_t i, tag;

	for (const char *p = name; *p; p++)
		h = mix(h + (unsigned char)*p);
	i = (uint32_t)(h & (AUTHOR_SLOTS / 2 - 1));
	tag = (uint32_t)(h >> 40) | 1;
	while (d->slots[2 * i] && d->slots[2 * i] != tag)
		i = (i + 1) & (AUTHOR_SLOTS / 2 - 1);
	if (d->slots[2 * i])
		return d->slots[2 * i + 1];
	d->slots[2 * i] = tag;
	d->slots[2 * i + 1] = ++d->names;
	head(d->authors, "author", "authors", d->names, 'A');
	fputs("{\"name\": \"", d->authors);
	put_text(d->authors, name);
	fputs("\", ", d->authors);
	if (d->names % 7 == 0) {
		fputs("\"alternate_names\": [\"", d->authors);
		put_text(d->authors, name);
		fputs(" (writer)\"], ", d->authors);
	}
	tail(d->authors, "author", "authors", d->names, 'A');
	if (d->names % 97 == 0)
		put_redirect(d, "authors", 'A', 100000000 + d->names, d->names);
	return d->names;
}

static void put_work(struct dump *d, uint64_t work, const char *title, uint32_t author)
{
	head(d->works, "work", "works", work, 'W');
	fputs("{\"title\": \"", d->works);
	put_text(d->works, title);
	if (author && work % 101 == 0)
		fputs("\", \"authors\": [{\"type\": {\"key\": \"/type/author_role\"}}", d->works);
	else if (author)
		fprintf(d->works,
			"\", \"authors\": [{\"author\": {\"key\": \"/authors/OL%uA\"}, \"type\": {\"key\": \"/type/author_role\"}}",
			author % 97 == 0 ? 100000000 + author : author);
	else
		fputs("\", \"authors\": [", d->works);
	fprintf(d->works,
		"], \"subjects\": [\"Fiction\", \"Accessible book\", \"Protected DAISY\"], \"covers\": [%" PRIu64
		"], ",
		work % 9000000 + 1);
	tail(d->works, "work", "works", work, 'W');
	if (work % 53 == 0)
		put_redirect(d, "works", 'W', work + 60000000, work);
}

static void put_edition(struct dump *d, char *const *field, uint64_t work, uint32_t author,
			uint64_t copy)
{
	uint64_t number = ++d->made;
	FILE *f = d->editions;

	head(f, "edition", "books", number, 'M');
	if (number % 100003 == 0)
		fputs("{\"title\": \"cut off by some accident, \"publishers\": [", f);
	fputs("{\"publishers\": [\"", f);
	put_text(f, field[PUBLISHER][0] ? field[PUBLISHER] : "s.n.");
	fprintf(f,
		"\"], \"number_of_pages\": %" PRIu64
		", \"source_records\": [\"amazon:%s\", \"marc:marc_loc_2016/BooksAll.2016.part%02" PRIu64
		".utf8:%" PRIu64 ":1074\"], ",
		90 + number % 700, field[ISBN], number % 43, number * 977);
	fputs("\"title\": \"", f);
	put_text(f, field[TITLE]);
	fputs("\", ", f);
	if (author && number % 3)
		fprintf(f, "\"authors\": [{\"key\": \"/authors/OL%uA\"}], ", author);
	if (field[ISBN][0] && copy == 0)
		fprintf(f, number % 11 ? "\"isbn_13\": [\"%s\"], " : "\"isbn_13\": [\"978-%s\"], ",
			number % 11 ? field[ISBN] : field[ISBN] + 3);
	if (number % 67)
		fprintf(f, "\"works\": [{\"key\": \"/works/OL%" PRIu64 "W\"}], ",
			work % 53 == 0 && number % 2 ? work + 60000000 : work);
	if (field[YEAR][0])
		fprintf(f,
			number % 5 ? "\"publish_date\": \"%s\", "
				   : "\"publish_date\": \"March %s\", ",
			field[YEAR]);
	if (field[LANGUAGE][0])
		fprintf(f, "\"languages\": [{\"key\": \"/languages/%s\"}], ", field[LANGUAGE]);
	fprintf(f, "\"covers\": [%" PRIu64 "], \"physical_format\": \"Paperback\", ",
		number % 12000000 + 1);
	tail(f, "edition", "books", number, 'M');
}

static void take(struct dump *d, char *const *field)
{
	uint64_t chance = mix(++d->row), copies = chance % 4 ? 1 : 2 + chance / 4 % 3;
	/* an odd factor scatters the numbers, and none comes twice */
	uint64_t work = (d->row * 2654435761u) % 33554432 + 1;
	char *end = strpbrk(field[AUTHORS], ";/");
	uint32_t author;

	if (end)
		*end = '\0';
	author = field[AUTHORS][0] ? author_number(d, field[AUTHORS]) : 0;
	if (d->row % 1000 == 7)
		copies = 40;
	put_work(d, work, field[TITLE], author);
	for (uint64_t i = 0; i < copies && d->made < d->max; i++)
		put_edition(d, field, work, author, i);
}

static FILE *open_in(const char *folder, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	if (!f) {
		perror(path);
		exit(1);
	}
	setvbuf(f, NULL, _IOFBF, 1 << 20);
	return f;
}

int main(int argc, char **argv)
{
	struct dump d = { .max = argc > 3 ? strtoull(argv[3], NULL, 10) : UINT64_MAX };
	FILE *in = argc > 2 ? fopen(argv[1], "r") : NULL;
	static char line[LINE_BYTES];

	if (!in) {
		fprintf(stderr, "usage: make_dump BOOKS.tsv FOLDER [EDITIONS]\n");
		return 2;
	}
	d.editions = open_in(argv[2], "editions.txt");
	d.works = open_in(argv[2], "works.txt");
	d.authors = open_in(argv[2], "authors.txt");
	d.redirects = open_in(argv[2], "redirects.txt");
	d.slots = calloc(AUTHOR_SLOTS, sizeof *d.slots);
	if (!d.slots || !fgets(line, sizeof line, in))
		return 1;
	while (d.made < d.max && fgets(line, sizeof line, in)) {
		char *field[MAX_FIELDS], *p = line;

		line[strcspn(line, "\r\n")] = '\0';
		for (int i = 0; i < MAX_FIELDS; i++)
			field[i] = p ? strsep(&p, "\t") : (char[]){ "" };
		take(&d, field);
	}
	printf("%" PRIu64 " editions, %" PRIu64 " works, %" PRIu32 " authors\n", d.made, d.row,
	       d.names);
	return fclose(d.editions) || fclose(d.works) || fclose(d.authors) || fclose(d.redirects);
}
