/* parts.c - what the catalogue is made of, for people who look after it. */
#include "catalogue/handle.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool is_whole(struct ctx *cx, int folder, const struct segment *s)
{
	int fd = openat(folder, s->name, O_RDONLY | O_CLOEXEC);
	struct file f;
	bool whole;

	if (fd < 0)
		return false;
	whole = !file_map(cx, fd, &f);
	if (whole) {
		whole = f.h.content == s->content && file_whole(&f);
		file_unmap(&f);
	}
	close(fd);
	ctx_forgive(cx);
	return whole;
}

static void take(struct ctx *cx, int folder, const struct segments *list, bool verify,
		 struct catalogue_parts *out)
{
	out->items = arena_new(&cx->arena, struct catalogue_part, list->n + 1);
	for (size_t i = 0; i < list->n; i++) {
		const struct segment *s = &list->items[i];

		out->items[out->n++] = (struct catalogue_part){
			.name = str_dup(&cx->arena, str_from(s->name)),
			.day = str_dup(&cx->arena, str_from(s->day)),
			.bytes = (int64_t)s->bytes,
			.titles = s->titles,
			.editions = s->editions,
			.whole = !verify || is_whole(cx, folder, s),
		};
	}
}

enum err catalogue_parts(struct ctx *cx, const struct conf *conf, bool verify,
			 struct catalogue_parts *out)
{
	int folder = open(segments_path(cx, conf, "").p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct segments list;
	enum err e;

	*out = (struct catalogue_parts){ .n = 0 };
	if (folder < 0 && errno == ENOENT)
		return OK;
	if (folder < 0)
		return fail(cx, ERR_IO, "the catalogue's folder cannot be opened: %s",
			    strerror(errno));
	if (!(e = segments_read(cx, folder, &list)))
		take(cx, folder, &list, verify, out);
	close(folder);
	return e;
}
