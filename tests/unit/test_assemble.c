/* test_assemble.c - rows on their way through an import: buckets, redirects, names of authors, works brought together. */
#include "t.h"

#include "catalogue/file.h"
#include "catalogue/harvest.h"

#include <sys/mman.h>
#include <unistd.h>

static int memory_file(void)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	CHECK(fd >= 0);
	return fd;
}

/* ---- buckets ---- */

/* What was added to bucket b in rounds first to end: rows of growing length that tell their round. */
static bool holds(struct spill *s, uint32_t b, int first, int end)
{
	struct bytes got = { NULL, 0, 0 }, want = { NULL, 0, 0 };
	bool same;

	for (int i = first; i < end; i++) {
		bytes_number(&want, (uint64_t)i * 1024 + b);
		bytes_str(&want, (str){ "................................................",
					(size_t)i % 48 });
	}
	spill_read(s, b, &got);
	same = got.n == want.n && (got.n == 0 || memcmp(got.p, want.p, got.n) == 0) &&
	       spill_bytes(s, b) == want.n;
	bytes_free(&got);
	bytes_free(&want);
	return same;
}

static void add_rounds(struct spill *s, int first, int end)
{
	struct bytes row = { NULL, 0, 0 };

	for (int i = first; i < end; i++)
		for (uint32_t b = 0; b < SPILL_BUCKETS; b += 341) {
			row.n = 0;
			bytes_number(&row, (uint64_t)i * 1024 + b);
			bytes_str(&row, (str){ "................................................",
					       (size_t)i % 48 });
			spill_add(s, b, row.p, row.n);
		}
	bytes_free(&row);
}

TEST(spill_keeps_the_order_of_each_bucket_in_memory_and_in_a_file)
{
	int fd = memory_file();
	struct spill *in_memory = spill_open(-1), *in_file = spill_open(fd);

	add_rounds(in_memory, 0, 20000);
	add_rounds(in_file, 0, 20000);
	for (uint32_t b = 0; b < SPILL_BUCKETS; b += 341)
		EXPECT(holds(in_memory, b, 0, 20000) && holds(in_file, b, 0, 20000));
	EXPECT(spill_bytes(in_file, 1) == 0 && holds(in_file, 1, 0, 0));
	EXPECT(lseek(fd, 0, SEEK_END) > 0 && !spill_failed(in_file));
	spill_close(in_memory);
	spill_close(in_file);
	close(fd);
}

TEST(spill_goes_on_from_where_it_was_saved_and_forgets_what_came_after)
{
	int fd = memory_file();
	struct spill *s = spill_open(fd);
	struct bytes state = { NULL, 0, 0 }, second = { NULL, 0, 0 };
	struct unpack u;

	add_rounds(s, 0, 9000);
	EXPECT(spill_save(s, &state));
	add_rounds(s, 9000, 30000); /* of these, some reach the file */
	spill_close(s);

	s = spill_open(fd);
	u = (struct unpack){ state.p, state.p + state.n, false };
	EXPECT(spill_restore(s, &u) && u.p == u.end);
	EXPECT(holds(s, 341, 0, 9000));
	add_rounds(s, 9000, 9500);
	EXPECT(spill_save(s, &second));
	EXPECT(holds(s, 0, 0, 9500));
	spill_close(s);

	CHECK(ftruncate(fd, 100) == 0);
	s = spill_open(fd);
	u = (struct unpack){ second.p, second.p + second.n, false };
	EXPECT(!spill_restore(s, &u)); /* the file is not the one */
	spill_close(s);
	s = spill_open(fd);
	u = (struct unpack){ second.p, second.p + second.n / 2, false };
	EXPECT(!spill_restore(s, &u));
	spill_close(s);
	bytes_free(&state);
	bytes_free(&second);
	close(fd);
}

TEST(spill_says_that_its_file_could_not_be_written)
{
	int ends[2];
	struct spill *s;

	CHECK(pipe(ends) == 0);
	s = spill_open(ends[0]); /* nobody writes at a place of a pipe */
	add_rounds(s, 0, 20000);
	EXPECT(spill_failed(s));
	spill_close(s);
	close(ends[0]);
	close(ends[1]);
}

TEST(rows_come_back_as_they_went_and_damage_ends_them)
{
	struct row row = { .kind = ROW_EDITION,
			   .entry = { .title = S("Salt"),
				      .authors = S("Ada Finch"),
				      .publisher = S("P"),
				      .language = S("eng"),
				      .series = S("S; 2"),
				      .isbn = { 9780306406157, 9780804429573 },
				      .nisbns = 2,
				      .year = -700,
				      .edition = 7,
				      .cover = 8,
				      .author = { 1, UINT32_MAX },
				      .nauthors = 2,
				      .pages = 9,
				      .starter = true } };
	struct bytes b = { NULL, 0, 0 };
	struct unpack u;
	struct row got;
	uint64_t group;

	row.group = row_group(&row.entry);
	row_pack(&b, &row);
	row.kind = ROW_WORK;
	row.entry.work = 45;
	row.group = row_group(&row.entry);
	row_pack(&b, &row);
	u = (struct unpack){ b.p, b.p + b.n, false };
	EXPECT(row_unpack(&u, &got) && got.kind == ROW_EDITION && got.entry.year == -700 &&
	       got.entry.nisbns == 2 && got.entry.isbn[1] == 9780804429573 &&
	       got.entry.author[1] == UINT32_MAX && got.entry.edition == 7 &&
	       got.entry.cover == 8 && got.entry.pages == 9 && got.entry.starter &&
	       got.entry.work == 0);
	EXPECT_STR(got.entry.title, "Salt");
	EXPECT_STR(got.entry.series, "S; 2");
	EXPECT(row_unpack(&u, &got) && got.kind == ROW_WORK && got.entry.work == 45 &&
	       got.group == row.group);
	EXPECT(!row_unpack(&u, &got) && !row_skip(&u, &group));
	for (size_t i = 0; i < b.n; i++) {
		struct bytes copy = { NULL, 0, 0 };

		bytes_put(&copy, b.p, b.n);
		copy.p[i] ^= 0xff;
		u = (struct unpack){ copy.p, copy.p + copy.n, false };
		while (row_unpack(&u, &got))
			EXPECT(got.entry.nisbns <= ENTRY_ISBNS &&
			       got.entry.nauthors <= ENTRY_AUTHORS);
		bytes_free(&copy);
	}
	bytes_free(&b);
}

TEST(rows_of_works_sort_behind_the_others_and_by_number)
{
	struct entry orphan = { .title = S("Salt") }, low = { .title = S("x"), .work = 1 },
		     high = { .title = S("x"), .work = UINT32_MAX };

	EXPECT(row_group(&orphan) < row_group(&low) && row_group(&low) < row_group(&high));
	EXPECT(row_bucket(row_group(&orphan)) < row_bucket(row_group(&low)));
	EXPECT(row_bucket(row_group(&high)) < SPILL_BUCKETS);
	for (uint32_t w = 1; w < 1u << 31; w += 99991) {
		struct entry a = { .work = w }, b = { .work = w + 99991 };

		EXPECT(row_group(&a) < row_group(&b) &&
		       row_bucket(row_group(&a)) <= row_bucket(row_group(&b)));
	}
}

/* ---- redirects ---- */

TEST(moved_follows_chains_and_knows_the_last_word)
{
	struct moved m = { NULL, 0, 0 };

	EXPECT(moved_find(&m, 7) == 7);
	for (uint32_t i = 1; i <= 5000; i++)
		moved_add(&m, i * 10, i * 10 + 1);
	moved_add(&m, 11, 12);
	moved_add(&m, 12, 13);
	moved_add(&m, 20, 99);
	EXPECT(moved_find(&m, 10) == 13 && moved_find(&m, 11) == 13 && moved_find(&m, 13) == 13);
	EXPECT(moved_find(&m, 20) == 99 && moved_find(&m, 50000) == 50001 &&
	       moved_find(&m, 15) == 15);
	EXPECT(m.n == 5002);
	moved_free(&m);
}

TEST(moved_leads_to_where_nothing_moves_also_out_of_rings_and_long_chains)
{
	struct moved m = { NULL, 0, 0 };

	for (uint32_t size = 1; size < 40; size++) /* a ring of each size, and a way into it */
		for (uint32_t i = 0; i < size; i++)
			moved_add(&m, size * 1000 + i, size * 1000 + (i + 1) % size);
	for (uint32_t size = 1; size < 40; size++)
		moved_add(&m, size * 1000 + 500, size * 1000);
	for (uint32_t i = 1; i < 100; i++)
		moved_add(&m, 100000 + i, 100000 + i + 1);
	for (uint32_t number = 1; number < 100200; number++) {
		uint32_t to = moved_find(&m, number);

		EXPECT(moved_find(&m, to) == to);
	}
	moved_free(&m);
}

/* ---- names ---- */

TEST(authors_are_found_by_number_and_the_last_word_counts)
{
	struct ctx cx = ctx_make(NULL);
	int names = memory_file(), index = memory_file();
	struct authors *a;
	uint64_t saved;
	str name, also;

	EXPECT(authors_open(&cx, names, index, &a) == OK);
	authors_add(a, 1, S("Ada Finch"), S(""));
	authors_add(a, 3000000, S("Tom Reed"), S("Reed, Tom; T. R."));
	authors_add(a, 1, S("Ada B. Finch"), S("A. Finch"));
	authors_add(a, 0, S("nobody"), S(""));
	authors_add(a, AUTHORS_MAX_NUMBER, S("nobody"), S(""));
	EXPECT(authors_save(a, &saved));
	authors_add(a, 2, S("forgotten"), S(""));
	authors_close(a);

	EXPECT(authors_open(&cx, names, index, &a) == OK && authors_restore(a, saved));
	authors_add(a, 4, S("Žaneta"), S(""));
	EXPECT(authors_ready(&cx, a) == OK && !authors_failed(a));
	EXPECT(authors_find(a, 1, &name, &also) && str_eq(name, S("Ada B. Finch")) &&
	       str_eq(also, S("A. Finch")));
	EXPECT(authors_find(a, 3000000, &name, &also) && str_eq(name, S("Tom Reed")) &&
	       str_eq(also, S("Reed, Tom; T. R.")));
	EXPECT(authors_find(a, 4, &name, &also) && str_eq(name, S("Žaneta")) && also.n == 0);
	EXPECT(!authors_find(a, 0, &name, &also) && !authors_find(a, 5, &name, &also) &&
	       !authors_find(a, AUTHORS_MAX_NUMBER, &name, &also) &&
	       !authors_find(a, UINT32_MAX, &name, &also));
	authors_close(a);
	close(names);
	close(index);
	ctx_end(&cx);
}

TEST(authors_names_are_cut_between_letters_and_an_empty_file_has_none)
{
	struct ctx cx = ctx_make(NULL);
	int names = memory_file(), index = memory_file();
	char wide[3 * 200];
	struct authors *a;
	str name, also;

	for (size_t i = 0; i < sizeof wide; i += 3)
		memcpy(wide + i, "星", 3);
	EXPECT(authors_open(&cx, names, index, &a) == OK && authors_ready(&cx, a) == OK &&
	       !authors_find(a, 1, &name, &also));
	authors_close(a);
	EXPECT(authors_open(&cx, names, index, &a) == OK);
	authors_add(a, 1, (str){ wide, sizeof wide }, (str){ wide + 1, sizeof wide - 1 });
	EXPECT(authors_ready(&cx, a) == OK && authors_find(a, 1, &name, &also) &&
	       name.n == AUTHORS_NAME_BYTES && also.n <= AUTHORS_ALSO_BYTES);
	EXPECT(!authors_restore(a, 1 << 20));
	authors_close(a);
	close(names);
	close(index);
	ctx_end(&cx);
}

/* ---- works ---- */

/* Rows of a dump on their way into a file. */
struct kitchen {
	struct ctx cx;
	int names, index;
	struct spill *spill;
	struct authors *authors;
	struct intake in;
	struct buf scratch;
	size_t min_editions;
	struct assemble_counts counts;
	struct file file;
};

static void kitchen_open(struct kitchen *k)
{
	*k = (struct kitchen){ .cx = ctx_make(NULL),
			       .names = memory_file(),
			       .index = memory_file(),
			       .spill = spill_open(-1) };
	CHECK(authors_open(&k->cx, k->names, k->index, &k->authors) == OK);
	intake_make(&k->in, k->spill, k->authors, (struct intake_filter){ .languages = S("") });
	k->scratch = buf_make(&k->cx.arena, DUMP_TEXT_BYTES);
}

static void kitchen_close(struct kitchen *k)
{
	file_unmap(&k->file);
	intake_free(&k->in);
	spill_close(k->spill);
	authors_close(k->authors);
	close(k->names);
	close(k->index);
	ctx_end(&k->cx);
}

static void add_row(struct kitchen *k, const char *type, const char *key, const char *json)
{
	struct dump_row row;
	str line = str_fmt(&k->cx.arena, "/type/%s\t%s\t1\t2026-10-31T08:00:00\t%s", type, key,
			   json);

	dump_read(line, &k->scratch, &row);
	EXPECT(row.kind != DUMP_REFUSED);
	intake_dump(&k->cx, &k->in, &row, 1, line);
}

static void add_edition(struct kitchen *k, int number, const char *json)
{
	add_row(k, "edition", str_fmt(&k->cx.arena, "/books/OL%dM", number).p, json);
}

static void cook(struct kitchen *k)
{
	struct harvest h = { .intake = &k->in, .folder = -1, .threads = 2 };
	int fd = memory_file();

	h.options = (struct assemble_options){ .authors = k->authors,
					       .moved = &k->in.moved[DUMP_WORK],
					       .author_moved = &k->in.moved[DUMP_AUTHOR],
					       .min_editions = k->min_editions };
	EXPECT(authors_ready(&k->cx, k->authors) == OK);
	EXPECT(harvest_write(&k->cx, &h, fd, &k->counts) == OK);
	EXPECT(file_map(&k->cx, fd, &k->file) == OK && file_whole(&k->file));
	EXPECT((int64_t)k->file.h.editions == k->counts.editions);
	EXPECT(k->counts.editions + k->counts.doubles + k->counts.rare == k->in.editions);
	close(fd);
}

/* The one title that has this edition. */
static struct record title_of(struct kitchen *k, uint32_t edition, struct record_edition *e)
{
	size_t n;
	const uint32_t *titles = file_find(&k->file, file_key(FILE_KEY_EDITION, edition), &n);
	struct record r = { .title = S("") }, rest;

	EXPECT(n == 1);
	if (n)
		r = rest = file_record(&k->file, titles[0]);
	while (n && record_next(&rest, e))
		if (e->edition == edition)
			return r;
	*e = (struct record_edition){ .title = S("") };
	return r;
}

TEST(assemble_makes_a_work_of_its_editions_under_each_of_its_titles)
{
	struct kitchen k;
	struct record_edition e;
	struct record r;
	size_t n;
	uint32_t first;

	kitchen_open(&k);
	add_row(&k, "author", "/authors/OL1A",
		"{\"name\": \"Thomas Mann\", \"alternate_names\": [\"Mann, Thomas\"]}");
	add_row(&k, "work", "/works/OL5W",
		"{\"title\": \"Der Zauberberg\", \"covers\": [77], \"authors\": [{\"author\": {\"key\": \"/authors/OL1A\"}}]}");
	add_edition(
		&k, 1,
		"{\"title\": \"Der Zauberberg\", \"works\": [{\"key\": \"/works/OL5W\"}], \"publish_date\": \"1924\"}");
	add_edition(
		&k, 2,
		"{\"title\": \"The Magic Mountain\", \"works\": [{\"key\": \"/works/OL5W\"}], \"authors\": [{\"key\": \"/authors/OL2A\"}]}");
	add_edition(
		&k, 3,
		"{\"title\": \"DER ZAUBERBERG\", \"works\": [{\"key\": \"/works/OL5W\"}], \"covers\": [8]}");
	cook(&k);
	EXPECT(k.file.h.titles == 2 && k.counts.editions == 3);
	first = file_find_work(&k.file, 5, &n);
	EXPECT(n == 2 && file_record(&k.file, first).editions ==
				 2); /* the title with most editions comes first */
	r = title_of(&k, 3, &e);
	EXPECT_STR(r.title, "Der Zauberberg");
	EXPECT_STR(e.title, "DER ZAUBERBERG");
	EXPECT_STR(r.authors, "Thomas Mann");
	EXPECT_STR(r.also, "Mann, Thomas");
	EXPECT(r.cover == 77 && e.cover == 8);
	r = title_of(&k, 2, &e);
	EXPECT_STR(r.title, "The Magic Mountain");
	EXPECT_STR(e.authors, "Thomas Mann");
	EXPECT(k.file.titles[first].editions == 3 && k.file.titles[first + 1].editions == 3 &&
	       k.file.titles[first].year == 1924);
	kitchen_close(&k);
}

TEST(assemble_trusts_the_authors_of_the_work_over_those_of_an_edition)
{
	struct kitchen k;
	struct record_edition e;

	kitchen_open(&k);
	add_row(&k, "author", "/authors/OL1A", "{\"name\": \"Right\"}");
	add_row(&k, "author", "/authors/OL2A", "{\"name\": \"Wrong\"}");
	add_row(&k, "work", "/works/OL5W",
		"{\"title\": \"Salt\", \"authors\": [{\"author\": {\"key\": \"/authors/OL1A\"}}]}");
	add_row(&k, "work", "/works/OL6W", "{\"title\": \"Rain\", \"authors\": []}");
	add_row(&k, "work", "/works/OL7W",
		"{\"title\": \"Snow\", \"authors\": [{\"author\": {\"key\": \"/authors/OL404A\"}}]}");
	add_edition(
		&k, 1,
		"{\"title\": \"Salt\", \"works\": [{\"key\": \"/works/OL5W\"}], \"authors\": [{\"key\": \"/authors/OL2A\"}]}");
	add_edition(
		&k, 2,
		"{\"title\": \"Salt\", \"works\": [{\"key\": \"/works/OL5W\"}], \"by_statement\": \"by nobody\"}");
	add_edition(
		&k, 3,
		"{\"title\": \"Rain\", \"works\": [{\"key\": \"/works/OL6W\"}], \"authors\": [{\"key\": \"/authors/OL2A\"}]}");
	add_edition(
		&k, 4,
		"{\"title\": \"Snow\", \"works\": [{\"key\": \"/works/OL7W\"}], \"by_statement\": \"Ada Finch\"}");
	add_edition(
		&k, 5,
		"{\"title\": \"Wind\", \"works\": [{\"key\": \"/works/OL8W\"}], \"authors\": [{\"key\": \"/authors/OL1A\"}]}");
	cook(&k);
	title_of(&k, 1, &e);
	EXPECT_STR(e.authors, "Right");
	title_of(&k, 2, &e);
	EXPECT_STR(e.authors, "Right");
	title_of(&k, 3, &e); /* the work names nobody */
	EXPECT_STR(e.authors, "Wrong");
	title_of(&k, 4, &e); /* the work's author was deleted */
	EXPECT_STR(e.authors, "Ada Finch");
	title_of(&k, 5, &e); /* there is no such work */
	EXPECT_STR(e.authors, "Right");
	kitchen_close(&k);
}

/* The same rows, redirects at the beginning or at the end. */
static void take_moved(struct kitchen *k, bool redirects_last)
{
	kitchen_open(k);
	for (int pass = 0; pass < 2; pass++) {
		if ((pass == 1) == redirects_last) {
			add_row(k, "redirect", "/works/OL4W", "{\"location\": \"/works/OL5W\"}");
			add_row(k, "redirect", "/works/OL3000000W",
				"{\"location\": \"/works/OL4W\"}");
			add_row(k, "redirect", "/authors/OL9A",
				"{\"location\": \"/authors/OL1A\"}");
			add_row(k, "redirect", "/books/OL70M", "{\"location\": \"/books/OL1M\"}");
			add_row(k, "redirect", "/works/OL20W",
				"{\"location\": \"/works/OL21W\"}"); /* a ring of three */
			add_row(k, "redirect", "/works/OL21W", "{\"location\": \"/works/OL22W\"}");
			add_row(k, "redirect", "/works/OL22W", "{\"location\": \"/works/OL20W\"}");
			continue;
		}
		add_row(k, "author", "/authors/OL1A", "{\"name\": \"Ada Finch\"}");
		add_row(k, "work", "/works/OL5W",
			"{\"title\": \"Salt\", \"authors\": [{\"author\": {\"key\": \"/authors/OL9A\"}}]}");
		add_edition(k, 1, "{\"title\": \"Salt\", \"works\": [{\"key\": \"/works/OL5W\"}]}");
		add_edition(k, 2, "{\"title\": \"Salt\", \"works\": [{\"key\": \"/works/OL4W\"}]}");
		add_edition(k, 3,
			    "{\"title\": \"Salt\", \"works\": [{\"key\": \"/works/OL3000000W\"}]}");
		add_edition(
			k, 4,
			"{\"title\": \"Ring\", \"works\": [{\"key\": \"/works/OL20W\"}], \"authors\": [{\"key\": \"/authors/OL9A\"}]}");
		add_edition(
			k, 5,
			"{\"title\": \"Rain\", \"authors\": [{\"key\": \"/authors/OL9A\"}]}"); /* without a work */
	}
	cook(k);
}

TEST(assemble_brings_together_what_was_redirected_whenever_that_is_told)
{
	for (int last = 0; last < 2; last++) {
		struct kitchen k;
		struct record_edition e;
		struct record r;
		size_t n;

		take_moved(&k, last);
		EXPECT(k.counts.editions == 5);
		file_find_work(&k.file, 5, &n);
		EXPECT(n == 1);
		r = title_of(&k, 3, &e);
		EXPECT(r.editions == 3);
		EXPECT_STR(r.authors, "Ada Finch");
		r = title_of(&k, 4, &e);
		EXPECT_STR(r.title, "Ring");
		EXPECT_STR(r.authors, "Ada Finch");
		r = title_of(&k, 5, &e);
		EXPECT_STR(r.authors, "Ada Finch");
		EXPECT(file_moved_to(&k.file, file_key(FILE_KEY_WORK, 3000000)) ==
		       file_key(FILE_KEY_WORK, 5));
		EXPECT(file_moved_to(&k.file, file_key(FILE_KEY_EDITION, 70)) ==
		       file_key(FILE_KEY_EDITION, 1));
		EXPECT(file_moved_to(&k.file, file_key(FILE_KEY_WORK, 5)) ==
		       file_key(FILE_KEY_WORK, 5));
		kitchen_close(&k);
	}
}

TEST(assemble_fills_an_edition_from_its_doubles_and_keeps_the_first_word)
{
	struct kitchen k;
	struct record_edition e;
	size_t n;
	const uint32_t *titles;
	struct record r;

	kitchen_open(&k);
	for (int i = 0; i < 3; i++) {
		const struct entry says[] = {
			{ .title = S("Quiet Harbours"),
			  .isbn = { 9780306406157 },
			  .nisbns = 1,
			  .publisher = S("Northlight") },
			{ .title = S("Quiet Harbours"),
			  .isbn = { 9780306406157, 9780804429573 },
			  .nisbns = 2,
			  .publisher = S("Other"),
			  .year = 1960 },
			{ .title = S("Quiet Harbours"),
			  .isbn = { 9780306406157 },
			  .nisbns = 1,
			  .language = S("en"),
			  .pages = 12,
			  .cover = 3 },
		};

		intake_edition(&k.cx, &k.in, &says[i], i);
	}
	cook(&k);
	EXPECT(k.counts.editions == 1 && k.counts.doubles == 2);
	titles = file_find(&k.file, file_key(FILE_KEY_ISBN, 9780804429573), &n);
	EXPECT(n == 1);
	r = file_record(&k.file, titles[0]);
	EXPECT(record_next(&r, &e) && e.year == 1960 && e.pages == 12 && e.cover == 3 &&
	       e.nisbns == 2);
	EXPECT_STR(e.publisher, "Northlight");
	EXPECT_STR(e.language, "en");
	EXPECT(!record_next(&r, &e));
	kitchen_close(&k);
}

TEST(assemble_leaves_out_works_with_too_few_editions_and_bare_works)
{
	struct kitchen k;
	size_t n;

	kitchen_open(&k);
	k.min_editions = 2;
	add_row(&k, "work", "/works/OL1W", "{\"title\": \"Bare\"}");
	add_row(&k, "work", "/works/OL2W", "{\"title\": \"One\"}");
	add_edition(&k, 1, "{\"title\": \"One\", \"works\": [{\"key\": \"/works/OL2W\"}]}");
	add_edition(&k, 2, "{\"title\": \"Two\", \"works\": [{\"key\": \"/works/OL3W\"}]}");
	add_edition(&k, 3, "{\"title\": \"Two again\", \"works\": [{\"key\": \"/works/OL3W\"}]}");
	cook(&k);
	EXPECT(k.counts.editions == 2 && k.counts.rare == 1 && k.counts.bare_works == 1);
	file_find_work(&k.file, 2, &n);
	EXPECT(n == 0);
	file_find_work(&k.file, 3, &n);
	EXPECT(n == 2);
	kitchen_close(&k);
}

TEST(assemble_keeps_twelve_titles_of_a_work_and_all_its_editions)
{
	struct kitchen k;
	struct record_edition e;
	struct record r;
	size_t n;

	kitchen_open(&k);
	for (int i = 0; i < 30; i++)
		add_edition(
			&k, i + 1,
			str_fmt(&k.cx.arena,
				"{\"title\": \"Title number %c%c\", \"works\": [{\"key\": \"/works/OL5W\"}]}",
				'a' + i % 10, 'a' + i % 20)
				.p);
	add_edition(&k, 31,
		    "{\"title\": \"Title number aa\", \"works\": [{\"key\": \"/works/OL5W\"}]}");
	cook(&k);
	EXPECT(k.file.h.titles == 12 && k.file.h.editions == 31);
	file_find_work(&k.file, 5, &n);
	EXPECT(n == 12);
	r = title_of(&k, 31, &e);
	EXPECT_STR(r.title, "Title number aa"); /* the one with most editions */
	for (uint32_t i = 1; i <= 30; i++) {
		title_of(&k, i, &e);
		EXPECT_STR(e.title, str_fmt(&k.cx.arena, "Title number %c%c", 'a' + (i - 1) % 10,
					    'a' + (i - 1) % 20)
					    .p);
	}
	kitchen_close(&k);
}

TEST(assemble_finds_an_isbn_on_each_of_its_editions)
{
	struct kitchen k;
	size_t n;

	kitchen_open(&k);
	for (int i = 1; i <= 41; i++)
		add_edition(
			&k, i,
			str_fmt(&k.cx.arena,
				"{\"title\": \"Part %d of it\", \"isbn_13\": [\"9780306406157\"], \"works\": [{\"key\": \"/works/OL%dW\"}]}",
				i, i)
				.p);
	cook(&k);
	file_find(&k.file, file_key(FILE_KEY_ISBN, 9780306406157), &n);
	EXPECT(n == 41 && k.counts.editions == 41 && k.counts.doubles == 0);
	kitchen_close(&k);
}

TEST(a_file_tells_that_a_byte_of_it_was_flipped)
{
	struct kitchen k;
	struct ctx cx = ctx_make(NULL);
	struct file f;
	int fd = memory_file();
	unsigned char c;

	kitchen_open(&k);
	add_edition(&k, 1, "{\"title\": \"Salt\"}");
	cook(&k);
	CHECK(write(fd, k.file.base, k.file.bytes) == (ssize_t)k.file.bytes);
	EXPECT(file_map(&cx, fd, &f) == OK && file_whole(&f));
	for (size_t i = sizeof f.h; i < k.file.bytes; i += 1 + i % 97) {
		c = k.file.base[i] ^ 0x10;
		CHECK(pwrite(fd, &c, 1, (off_t)i) == 1);
		EXPECT(!file_whole(&f));
		c ^= 0x10;
		CHECK(pwrite(fd, &c, 1, (off_t)i) == 1);
	}
	EXPECT(file_whole(&f));
	file_unmap(&f);
	close(fd);
	kitchen_close(&k);
	ctx_end(&cx);
}

TEST(a_file_of_nothing_is_a_file)
{
	struct kitchen k;
	size_t n;

	kitchen_open(&k);
	cook(&k);
	EXPECT(k.file.h.titles == 0 && k.file.h.editions == 0);
	file_find(&k.file, file_key(FILE_KEY_EDITION, 1), &n);
	EXPECT(n == 0);
	file_find_work(&k.file, 1, &n);
	EXPECT(n == 0 && file_record(&k.file, 0).title.n == 0);
	kitchen_close(&k);
}
