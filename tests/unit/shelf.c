/* shelf.c - see shelf.h. */
#include "shelf.h"

#include "catalogue/segments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void shelf_open(struct shelf *s)
{
	*s = (struct shelf){ .cx = ctx_make(NULL) };
	s->conf.data_dir = t_folder(&s->cx);
	mkdir(s->conf.data_dir.p, 0700);
}

void shelf_ask(struct shelf *s)
{
	catalogue_close(s->c);
	s->c = NULL;
	EXPECT(catalogue_open(&s->cx, &s->conf, &s->c) == OK);
	CHECK(s->c);
}

void shelf_close(struct shelf *s)
{
	catalogue_close(s->c);
	ctx_end(&s->cx);
}

str shelf_write(struct shelf *s, const char *name, str text)
{
	str path = str_fmt(&s->cx.arena, STR_FMT "/%s", STR_ARG(s->conf.data_dir), name);
	int fd = open(path.p, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && close(fd) == 0);
	return path;
}

enum err shelf_take(struct shelf *s, const char *path, struct catalogue_report *r)
{
	struct catalogue_import what = { .paths = &path, .n = 1 };

	ctx_forgive(&s->cx);
	return catalogue_import(&s->cx, &s->conf, &what, r);
}

struct catalogue_report shelf_take_all(struct shelf *s, const struct catalogue_import *what)
{
	struct catalogue_report r;

	EXPECT(catalogue_import(&s->cx, &s->conf, what, &r) == OK);
	EXPECT(r.rows ==
	       r.added + r.known + r.rare + r.works + r.authors + r.redirects + r.refused);
	return r;
}

struct catalogue_report shelf_import(struct shelf *s, const char *name, str text)
{
	const char *path = shelf_write(s, name, text).p;
	struct catalogue_import what = { .paths = &path, .n = 1 };

	return shelf_take_all(s, &what);
}

str shelf_file(struct shelf *s, size_t i)
{
	int folder, lock;
	struct segments list;

	CHECK(segments_lock(&s->cx, &s->conf, &folder, &lock) == OK);
	CHECK(segments_read(&s->cx, folder, &list) == OK);
	close(folder);
	close(lock);
	return i < list.n ? segments_path(&s->cx, &s->conf, list.items[i].name) : S("");
}

void shelf_damage(str path, off_t at)
{
	int fd = open(path.p, O_RDWR);
	unsigned char c;

	CHECK(fd >= 0);
	if (at < 0) {
		CHECK(ftruncate(fd, lseek(fd, 0, SEEK_END) / 2) == 0);
	} else {
		CHECK(pread(fd, &c, 1, at) == 1);
		c ^= 0x55;
		CHECK(pwrite(fd, &c, 1, at) == 1);
	}
	close(fd);
}

struct catalogue_hit shelf_first(struct shelf *s, bool typed, const char *text)
{
	struct catalogue_hits hits = { .n = 0 };
	enum err e = typed ? catalogue_search(&s->cx, s->c, str_from(text), NULL, 0, 5, &hits)
			   : catalogue_identify(&s->cx, s->c, str_from(text), 5, &hits);

	EXPECT(e == OK);
	return hits.n ? hits.items[0] : (struct catalogue_hit){ .book.title = S("") };
}

str shelf_read(struct shelf *s, const char *spine)
{
	return shelf_first(s, false, spine).book.title;
}

str shelf_search(struct shelf *s, const char *typed)
{
	return shelf_first(s, true, typed).book.title;
}

struct catalogue_book shelf_get(struct shelf *s, const char *id)
{
	struct catalogue_book book = { .title = S("") };
	enum err e = catalogue_get(&s->cx, s->c, str_from(id), &book);

	EXPECT(e == OK || e == ERR_NOT_FOUND);
	ctx_forgive(&s->cx);
	return e ? (struct catalogue_book){ .title = S("") } : book;
}
