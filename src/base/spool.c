/* spool.c - see spool.h. */
#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void close_spool(void *arg)
{
	struct spool *s = arg;

	if (s->fd >= 0)
		close(s->fd);
}

static enum err refuse(struct ctx *cx, int why)
{
	if (why == ENOSPC || why == EDQUOT || why == EFBIG)
		return fail(cx, ERR_NO_SPACE, "there is no room left on the disk");
	return fail(cx, ERR_IO, "a temporary file cannot be written: %s", strerror(why));
}

/* Some file systems know no files without a name. */
static int open_named(struct ctx *cx, str folder)
{
	str path = str_fmt(&cx->arena, STR_FMT "/spool-XXXXXX", STR_ARG(folder));
	int fd = mkostemp((char *)(uintptr_t)path.p, O_CLOEXEC);

	if (fd >= 0)
		unlink(path.p);
	return fd;
}

enum err spool_open(struct ctx *cx, str folder, struct spool **out)
{
	struct spool *s = arena_new(&cx->arena, struct spool, 1);

	*s = (struct spool){ .cx = cx, .out = buf_make(&cx->arena, SPOOL_MAX_PIECE) };
	s->fd = open(str_dup(&cx->arena, folder).p, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (s->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
		s->fd = open_named(cx, folder);
	if (s->fd < 0)
		return refuse(cx, errno);
	ctx_defer(cx, close_spool, s);
	*out = s;
	return OK;
}

static enum err pour(struct spool *s)
{
	str rest = buf_str(&s->out);

	if (s->out.full)
		return fail(s->cx, ERR_INTERNAL, "one piece of a file is larger than %d bytes",
			    SPOOL_MAX_PIECE);
	while (rest.n) {
		ssize_t n = write(s->fd, rest.p, rest.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return refuse(s->cx, n < 0 ? errno : ENOSPC);
		s->size += n;
		rest = (str){ rest.p + n, rest.n - (size_t)n };
	}
	s->out.n = 0;
	return OK;
}

enum err spool_spill(struct spool *s)
{
	return s->out.n < SPOOL_PIECE && !s->out.full ? OK : pour(s);
}

enum err spool_finish(struct spool *s) { return pour(s); }
