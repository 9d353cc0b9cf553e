/* test_spool.c - temporary files. */
#include "t.h"

#include "base/json_write.h"
#include "base/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static str new_folder(struct ctx *cx)
{
	str folder = t_folder(cx);

	CHECK(mkdir(folder.p, 0700) == 0);
	return folder;
}

static int names_in(str folder)
{
	DIR *d = opendir(folder.p);
	int n = 0;

	CHECK(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

TEST(spool_gives_back_what_was_written_in_pieces_and_has_no_name)
{
	struct ctx cx = ctx_make(NULL);
	str folder = new_folder(&cx);
	struct spool *s = NULL;
	struct json j;
	char *text;
	int fd;

	EXPECT(spool_open(&cx, folder, &s) == OK);
	j = json_make(&s->out);
	json_arr(&j, NULL);
	for (int i = 0; i < 100000; i++) {
		json_i64(&j, NULL, i);
		EXPECT(spool_spill(s) == OK);
	}
	json_end(&j, ']');
	EXPECT(s->size > SPOOL_PIECE && s->out.cap < 4 * SPOOL_PIECE);
	EXPECT(spool_finish(s) == OK && s->size == 588891);
	EXPECT(names_in(folder) == 0);
	text = arena_new(&cx.arena, char, (size_t)s->size + 1);
	EXPECT(pread(s->fd, text, (size_t)s->size + 1, 0) == s->size);
	EXPECT(strncmp(text, "[0,1,2,3,", 9) == 0);
	EXPECT(strcmp(text + s->size - 13, ",99998,99999]") == 0);
	fd = s->fd;
	ctx_end(&cx);
	EXPECT(fcntl(fd, F_GETFD) == -1);
}

/* A limit on the size of files stands in for a disk that is full. */
TEST(spool_says_when_there_is_no_room)
{
	struct ctx cx = ctx_make(NULL);
	struct rlimit old, small;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	struct spool *s = NULL;
	enum err e = OK;

	EXPECT(spool_open(&cx, new_folder(&cx), &s) == OK);
	CHECK(getrlimit(RLIMIT_FSIZE, &old) == 0);
	small = (struct rlimit){ 200000, old.rlim_max };
	CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
	for (int i = 0; !e && i < 100000; i++) {
		buf_add(&s->out, S("1234567890"));
		e = spool_spill(s);
	}
	CHECK(setrlimit(RLIMIT_FSIZE, &old) == 0);
	signal(SIGXFSZ, handler);
	EXPECT(e == ERR_NO_SPACE && s->size == 200000);
	EXPECT_STR(cx.err_text, "there is no room left on the disk");
	EXPECT(spool_open(&cx, S("/no/such/folder"), &s) == ERR_IO);
	ctx_end(&cx);
}
