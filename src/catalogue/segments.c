/* segments.c - see segments.h. The list is text, a line a file:
 *
 *   bookshelf-catalogue 2 <next>
 *   <name> <bytes> <content> <titles> <editions> <day or ->
 */
#include "catalogue/segments.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIST_BYTES = 16384, NAME_DIGITS = 8 };

#define HEAD "bookshelf-catalogue 2"
#define SUFFIX ".index"

str segments_path(struct ctx *cx, const struct conf *conf, const char *name)
{
	return str_fmt(&cx->arena, STR_FMT "/catalogue/%s", STR_ARG(conf->data_dir), name);
}

static bool make_folder(const char *path) { return mkdir(path, 0777) == 0 || errno == EEXIST; }

/* *locked false: somebody else has it, and it was not to be waited for. */
static enum err lock_folder(struct ctx *cx, int folder, bool wait, int *lock, bool *locked)
{
	*lock = openat(folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (*lock < 0)
		return fail(cx, ERR_IO, "the catalogue's folder cannot be written: %s",
			    strerror(errno));
	while (!(*locked = flock(*lock, wait ? LOCK_EX : LOCK_EX | LOCK_NB) == 0) &&
	       errno != EWOULDBLOCK)
		if (errno != EINTR)
			return fail(cx, ERR_IO, "the catalogue cannot be locked: %s",
				    strerror(errno));
	return OK;
}

static enum err open_and_lock(struct ctx *cx, const struct conf *conf, bool wait, int *folder,
			      int *lock, bool *locked)
{
	const char *path = segments_path(cx, conf, "").p;
	const char *data = str_dup(&cx->arena, conf->data_dir).p;

	*folder = *lock = -1;
	*locked = false;
	if (!make_folder(data) || !make_folder(path))
		return fail(cx, ERR_IO, "the catalogue's folder cannot be made: %s",
			    strerror(errno));
	*folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*folder < 0)
		return fail(cx, ERR_IO, "the catalogue's folder cannot be read: %s",
			    strerror(errno));
	return lock_folder(cx, *folder, wait, lock, locked);
}

enum err segments_lock(struct ctx *cx, const struct conf *conf, int *folder, int *lock)
{
	bool locked;

	return open_and_lock(cx, conf, true, folder, lock, &locked);
}

enum err segments_try_lock(struct ctx *cx, const struct conf *conf, int *folder, int *lock,
			   bool *locked)
{
	return open_and_lock(cx, conf, false, folder, lock, locked);
}

void segments_unlock(int folder, int lock)
{
	if (folder >= 0)
		close(folder);
	if (lock >= 0)
		close(lock);
}

static bool read_number(str s, int base, uint64_t max, uint64_t *out)
{
	char digits[24], *end;

	if (s.n == 0 || s.n >= sizeof digits)
		return false;
	memcpy(digits, s.p, s.n);
	digits[s.n] = '\0';
	errno = 0;
	*out = strtoull(digits, &end, base);
	return errno == 0 && *end == '\0' && *out <= max;
}

static bool copy_word(char *out, size_t room, str s)
{
	if (s.n == 0 || s.n >= room || memchr(s.p, '/', s.n))
		return false;
	memcpy(out, s.p, s.n);
	out[s.n] = '\0';
	return true;
}

static bool read_segment(str line, struct segment *s)
{
	str name = str_cut(&line, ' '), bytes = str_cut(&line, ' '), content = str_cut(&line, ' '),
	    titles = str_cut(&line, ' '), editions = str_cut(&line, ' '), day = line;
	uint64_t t, e;

	*s = (struct segment){ .bytes = 0 };
	if (!copy_word(s->name, sizeof s->name, name) ||
	    !read_number(bytes, 10, INT64_MAX, &s->bytes) ||
	    !read_number(content, 16, UINT64_MAX, &s->content) ||
	    !read_number(titles, 10, UINT32_MAX, &t) || !read_number(editions, 10, UINT32_MAX, &e))
		return false;
	s->titles = (uint32_t)t;
	s->editions = (uint32_t)e;
	return str_eq(day, S("-")) || copy_word(s->day, sizeof s->day, day);
}

static bool read_list(str text, struct segments *out)
{
	str head = str_cut(&text, '\n'), word = str_cut(&head, ' '), version = str_cut(&head, ' ');

	if (!str_eq(word, S("bookshelf-catalogue")) || !str_eq(version, S("2")) ||
	    !read_number(head, 10, UINT64_MAX, &out->next))
		return false;
	while (text.n) {
		if (out->n == SEGMENTS_MAX ||
		    !read_segment(str_cut(&text, '\n'), &out->items[out->n]))
			return false;
		out->n++;
	}
	return true;
}

enum err segments_read(struct ctx *cx, int folder, struct segments *out)
{
	char text[LIST_BYTES];
	int fd = openat(folder, SEGMENTS_LIST, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	*out = (struct segments){ .n = 0, .next = 1 };
	if (fd < 0 && errno == ENOENT)
		return OK;
	if (fd < 0)
		return fail(cx, ERR_IO, "the catalogue's list cannot be opened: %s",
			    strerror(errno));
	n = read(fd, text, sizeof text);
	close(fd);
	if (n < 0 || !read_list((str){ text, (size_t)n }, out))
		return fail(
			cx, ERR_IO,
			"the catalogue's list is damaged, or was written by another version; import the books again to replace it");
	return OK;
}

static str list_text(struct ctx *cx, const struct segments *s)
{
	struct buf b = buf_make(&cx->arena, LIST_BYTES);

	buf_addf(&b, HEAD " %" PRIu64 "\n", s->next);
	for (size_t i = 0; i < s->n; i++) {
		const struct segment *g = &s->items[i];

		buf_addf(&b, "%s %" PRIu64 " %016" PRIx64 " %" PRIu32 " %" PRIu32 " %s\n", g->name,
			 g->bytes, g->content, g->titles, g->editions, g->day[0] ? g->day : "-");
	}
	CHECK(!b.full);
	return buf_str(&b);
}

static bool is_listed(const struct segments *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->items[i].name, name) == 0)
			return true;
	return false;
}

/* A name as segments_name makes them. */
static bool is_ours(const char *name)
{
	return strspn(name, "0123456789") == NAME_DIGITS && strcmp(name + NAME_DIGITS, SUFFIX) == 0;
}

/* What fails here is tried again by the next. */
static void remove_others(int folder, const struct segments *s)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(d)))
		if (is_ours(entry->d_name) && !is_listed(s, entry->d_name))
			unlinkat(folder, entry->d_name, 0);
	closedir(d);
}

enum err segments_write(struct ctx *cx, int folder, const struct segments *s)
{
	str text = list_text(cx, s);
	int fd = openat(folder, SEGMENTS_LIST ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			0666);
	bool ok = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	if (!ok || renameat(folder, SEGMENTS_LIST ".new", folder, SEGMENTS_LIST) != 0 ||
	    fsync(folder) != 0)
		return fail(cx, ERR_IO, "the catalogue's list cannot be written: %s",
			    strerror(errno));
	remove_others(folder, s);
	return OK;
}

void segments_name(const struct segments *s, char out[SEGMENT_NAME_BYTES])
{
	snprintf(out, SEGMENT_NAME_BYTES, "%08" PRIu64 SUFFIX, s->next % 100000000);
}
