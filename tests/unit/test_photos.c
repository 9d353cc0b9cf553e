/* test_photos.c - the files of the photos that people keep. */
#include "t.h"

#include "base/clock.h"
#include "library/photos.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define USER S("01890000-0000-7000-8000-000000000001")

static struct app *app_of(struct ctx *cx)
{
	struct app *app = arena_new(&cx->arena, struct app, 1);

	app->conf.data_dir = t_folder(cx);
	EXPECT(mkdir(app->conf.data_dir.p, 0700) == 0);
	return cx->app = app;
}

static int mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) ? -1 : (int)(st.st_mode & 0777);
}

static str keep(struct ctx *cx, str bytes)
{
	str name = photo_name(cx, &(struct photo){ PHOTO_PNG, bytes });

	EXPECT(photo_keep(cx, USER, name, bytes) == OK);
	return name;
}

TEST(a_kept_photo_is_read_back_and_nobody_else_can_open_it)
{
	struct ctx cx = ctx_make(NULL);
	struct app *app = app_of(&cx);
	str name = keep(&cx, S("pixels")), back, folder;

	EXPECT(photo_name_valid(name) && name.n == PHOTO_DIGEST_CHARS + 4);
	EXPECT_STR(str_from(photo_name_type(name)), "image/png");
	EXPECT(photo_read(&cx, USER, name, &back) == OK);
	EXPECT_STR(back, "pixels");
	EXPECT(photo_size(&cx, USER, name) == 6);
	EXPECT(mode_of(photo_path(&cx, USER, name).p) == 0600);
	folder = str_fmt(&cx.arena, STR_FMT "/photos", STR_ARG(app->conf.data_dir));
	EXPECT(mode_of(folder.p) == 0700);
	ctx_end(&cx);
}

TEST(the_same_photo_kept_twice_is_one_file_and_removed_twice_is_gone)
{
	struct ctx cx = ctx_make(NULL);
	str name, back;

	app_of(&cx);
	name = keep(&cx, S("pixels"));
	EXPECT(str_eq(keep(&cx, S("pixels")), name));
	EXPECT(photo_remove(&cx, USER, name) == OK && photo_remove(&cx, USER, name) == OK);
	EXPECT(photo_read(&cx, USER, name, &back) == ERR_NOT_FOUND);
	EXPECT(photo_size(&cx, USER, name) == 0);
	ctx_end(&cx);
}

/* After a crash of the machine a name may stand for a file that is shorter. */
TEST(a_photo_file_of_another_size_is_written_again)
{
	struct ctx cx = ctx_make(NULL);
	str name, back;

	app_of(&cx);
	name = keep(&cx, S("pixels"));
	EXPECT(truncate(photo_path(&cx, USER, name).p, 3) == 0);
	keep(&cx, S("pixels"));
	EXPECT(photo_read(&cx, USER, name, &back) == OK && back.n == 6);
	ctx_end(&cx);
}

TEST(no_name_but_a_digest_with_a_known_ending_is_a_photo)
{
	static const char *const bad[] = {
		"",
		"../../etc/passwd",
		"a.jpg",
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.gif",
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef.jpg",
		"0123456789abcdef0123456789abcdef0123456789abcdef/123456789abcdef.jpg"
	};

	for (size_t i = 0; i < countof(bad); i++)
		if (photo_name_valid(str_from(bad[i])))
			t_fail(__FILE__, __LINE__, bad[i]);
}

static void make_old(struct ctx *cx, const char *path)
{
	struct timespec t = { .tv_sec = cx->now_ms / 1000 - 25 * 3600 };

	EXPECT(utimensat(AT_FDCWD, path, (struct timespec[]){ t, t }, 0) == 0);
}

static enum err is_first(struct ctx *cx, str user_id, str name, bool *yes)
{
	*yes = str_eq(user_id, USER) &&
	       str_eq(name, photo_name(cx, &(struct photo){ PHOTO_PNG, S("first") }));
	return OK;
}

static enum err ask_fails(struct ctx *cx, str user_id, str name, bool *yes)
{
	(void)user_id, (void)name, (void)yes;
	return fail(cx, ERR_UNAVAILABLE, "the database is away");
}

TEST(what_no_row_names_is_swept_after_a_day_and_what_is_younger_or_named_stays)
{
	struct ctx cx = ctx_make(NULL);
	str first, orphan, young, half;
	size_t removed;
	FILE *f;

	app_of(&cx);
	EXPECT(photos_sweep(&cx, is_first, &removed) == OK && removed == 0);
	first = photo_path(&cx, USER, keep(&cx, S("first")));
	orphan = photo_path(&cx, USER, keep(&cx, S("orphan")));
	young = photo_path(&cx, USER, keep(&cx, S("young")));
	half = str_fmt(&cx.arena, STR_FMT ".new", STR_ARG(orphan));
	EXPECT((f = fopen(half.p, "w")) && fclose(f) == 0);
	make_old(&cx, first.p), make_old(&cx, orphan.p), make_old(&cx, half.p);
	EXPECT(photos_sweep(&cx, ask_fails, &removed) == ERR_UNAVAILABLE);
	EXPECT(access(first.p, F_OK) == 0 && access(orphan.p, F_OK) == 0);
	EXPECT(photos_sweep(&cx, is_first, &removed) == OK);
	EXPECT(access(first.p, F_OK) == 0 && access(young.p, F_OK) == 0);
	EXPECT(access(orphan.p, F_OK) != 0 && access(half.p, F_OK) != 0);
	ctx_end(&cx);
}

/* What is swept is older than a day: a photo that is kept again is young again. */
TEST(a_photo_kept_again_is_young_again)
{
	struct ctx cx = ctx_make(NULL);
	size_t removed;
	str path;

	app_of(&cx);
	path = photo_path(&cx, USER, keep(&cx, S("orphan")));
	make_old(&cx, path.p);
	keep(&cx, S("orphan"));
	EXPECT(photos_sweep(&cx, is_first, &removed) == OK && removed == 0);
	EXPECT(access(path.p, F_OK) == 0);
	ctx_end(&cx);
}

TEST(a_folder_that_cannot_be_written_is_an_error_without_a_path)
{
	struct ctx cx = ctx_make(NULL);
	struct app *app = app_of(&cx);
	str name = photo_name(&cx, &(struct photo){ PHOTO_JPEG, S("x") });
	FILE *f = fopen(str_fmt(&cx.arena, STR_FMT "/photos", STR_ARG(app->conf.data_dir)).p, "w");

	EXPECT(f && fclose(f) == 0); /* a file where the folder should be */
	EXPECT(photo_keep(&cx, USER, name, S("x")) == ERR_IO);
	EXPECT(!memmem(cx.err_text.p, cx.err_text.n, "/", 1));
	ctx_end(&cx);
}

static str keep_shelf(struct ctx *cx)
{
	str bytes = t_read_file(cx, "tests/photos/clean.jpg");
	str name = photo_name(cx, &(struct photo){ PHOTO_JPEG, bytes });

	cx->app->conf.max_photo_megapixels = 64;
	EXPECT(photo_keep(cx, USER, name, bytes) == OK);
	return name;
}

static str small_path_of(struct ctx *cx, str name, int width)
{
	str path = photo_path(cx, USER, name);

	return str_fmt(&cx->arena, STR_FMT "-%d.jpg", (int)path.n - 4, path.p, width);
}

TEST(a_small_photo_is_made_once_and_goes_with_its_photo)
{
	struct ctx cx = ctx_make(NULL);
	struct photo_files files;
	int64_t bytes = 0;
	str name;
	int fd;

	app_of(&cx);
	name = keep_shelf(&cx);
	EXPECT(photo_small_open(&cx, USER, name, 320, &fd, &bytes) == ERR_NOT_FOUND);
	EXPECT(photo_small_make(&cx, USER, name, 320) == OK);
	EXPECT(photo_small_make(&cx, USER, name, 1280) == OK);
	EXPECT(photo_small_open(&cx, USER, name, 320, &fd, &bytes) == OK);
	EXPECT(bytes > 1000 && bytes < photo_size(&cx, USER, name));
	EXPECT(close(fd) == 0 && mode_of(small_path_of(&cx, name, 320).p) == 0600);
	EXPECT(photos_list(&cx, &files) == OK && files.n == 1); /* backups have no need of it */
	EXPECT(photo_remove(&cx, USER, name) == OK);
	EXPECT(access(small_path_of(&cx, name, 320).p, F_OK) != 0);
	EXPECT(access(small_path_of(&cx, name, 1280).p, F_OK) != 0);
	EXPECT(photo_small_make(&cx, USER, name, 320) == ERR_NOT_FOUND);
	EXPECT(access(small_path_of(&cx, name, 320).p, F_OK) != 0);
	ctx_end(&cx);
}

static enum err is_wanted(struct ctx *cx, str user_id, str name, bool *yes)
{
	(void)user_id, (void)name;
	*yes = cx->app->conf.port != 0;
	return OK;
}

TEST(a_small_photo_is_swept_only_when_no_row_names_its_photo)
{
	struct ctx cx = ctx_make(NULL);
	struct app *app = app_of(&cx);
	str name = keep_shelf(&cx), small = small_path_of(&cx, name, 160);
	size_t removed;

	cx.now_ms = clock_now_ms();
	EXPECT(photo_small_make(&cx, USER, name, 160) == OK);
	make_old(&cx, small.p);
	app->conf.port = 1;
	EXPECT(photos_sweep(&cx, is_wanted, &removed) == OK && removed == 0);
	EXPECT(access(small.p, F_OK) == 0);
	app->conf.port = 0;
	EXPECT(photos_sweep(&cx, is_wanted, &removed) == OK && removed == 1);
	EXPECT(access(small.p, F_OK) != 0 && photo_size(&cx, USER, name) > 0);
	make_old(&cx, photo_path(&cx, USER, name).p);
	EXPECT(photo_small_make(&cx, USER, name, 160) == OK);
	EXPECT(photos_sweep(&cx, is_wanted, &removed) == OK && removed == 1);
	EXPECT(access(small.p, F_OK) != 0 && photo_size(&cx, USER, name) == 0);
	ctx_end(&cx);
}

TEST(a_small_photo_is_upright_and_never_wider_than_the_photo)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = { .max_photo_megapixels = 64 };
	str lying = t_read_file(&cx, "tests/photos/formats/exif-6.jpg"), small;
	struct point full, was;
	struct image im, large;

	EXPECT(vision_decode(&cx, &conf, lying, &large, &was) == OK);
	EXPECT(vision_small(&cx, &conf, lying, 1280, &small) == OK);
	EXPECT(vision_decode(&cx, &conf, small, &im, &full) == OK);
	EXPECT(im.w == large.w && im.h == large.h);
	image_free(&im);
	image_free(&large);
	EXPECT(vision_small(&cx, &conf, t_read_file(&cx, "tests/photos/portrait.jpg"), 160,
			    &small) == OK);
	EXPECT(vision_decode(&cx, &conf, small, &im, &full) == OK);
	EXPECT(im.w == 160 && im.h > im.w);
	image_free(&im);
	EXPECT(vision_small(&cx, &conf, S("no photo"), 160, &small) == ERR_INVALID_IMAGE);
	ctx_end(&cx);
}
