/* test_vision_read.c - whole photos, from bytes to spines. What needs the text models is skipped where they are not installed. */
#include "t.h"

#include "vision/stages.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct vision_limits all = { .max_spines = 500, .min_area_px = 0 };

static struct conf settings(struct ctx *cx)
{
	struct conf conf = { 0 };
	char *none[1] = { NULL };
	int n = 0;

	EXPECT(conf_load(cx, none, &n, &conf) == OK);
	return conf;
}

/* False, and the test skipped, where the models are not installed. */
static bool read_shelf(struct ctx *cx, struct vision *v, const char *path,
		       struct vision_limits limits, struct vision_shelf *out)
{
	enum err e = vision_read(cx, v, t_read_file(cx, path), limits, out);

	if (e == ERR_MODEL_UNAVAILABLE) {
		t_skip("text recognition is not installed");
		return false;
	}
	EXPECT(e == OK);
	return e == OK;
}

static bool holds(str text, const char *word)
{
	return text.n && memmem(text.p, text.n, word, strlen(word)) != NULL;
}

/* The spine on which all the words stand. */
static const struct vision_spine *spine_with(const struct vision_shelf *s, const char *const *words,
					     size_t n)
{
	for (size_t i = 0; i < s->nspines; i++) {
		const struct vision_spine *p = &s->spines[i];
		size_t seen = 0;

		for (size_t w = 0; w < n; w++)
			for (size_t k = p->first; k < p->first + p->n; k++)
				if (holds(s->lines[k].text, words[w])) {
					seen++;
					break;
				}
		if (seen == n)
			return p;
	}
	return NULL;
}

TEST(a_rendered_shelf_is_read_spine_by_spine)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = settings(&cx);
	struct vision *v = vision_open(&conf);
	struct vision_shelf s;

	if (read_shelf(&cx, v, "tests/photos/clean.jpg", all, &s)) {
		const struct vision_spine *p = spine_with(
			&s, (const char *const[]){ "DRACULA", "Stoker" }, 2);
		struct quad truth = { { { 208, 88 }, { 215, 967 }, { 147, 967 }, { 139, 88 } } };

		EXPECT(s.w == 1600 && s.h == 1067);
		EXPECT(s.nspines >= 12 && s.nspines <= 18);
		EXPECT(p != NULL);
		EXPECT(p && quad_overlap(&p->quad, &truth) > 0.5f * quad_area(&truth));
		EXPECT(p && p->quad.p[1].y > p->quad.p[0].y && p->confidence > 0.8f);
		EXPECT(s.ms.detect > 0 && s.ms.recognise > 0 &&
		       s.ms.total >= s.ms.detect + s.ms.recognise);
	}
	vision_close(v);
	ctx_end(&cx);
}

TEST(books_that_lie_on_each_other_are_read_and_a_limit_keeps_the_surest)
{
	const struct vision_limits three = { .max_spines = 3, .min_area_px = 0 },
				   huge = { 500, 100 * 1000 * 1000 };
	struct ctx cx = ctx_make(NULL);
	struct conf conf = settings(&cx);
	struct vision *v = vision_open(&conf);
	struct vision_shelf s;

	if (read_shelf(&cx, v, "tests/photos/stack.jpg", three, &s)) {
		EXPECT(s.nspines == 3);
		for (size_t i = 0; i < s.nspines; i++)
			EXPECT(s.spines[i].confidence > 0.9f);
		EXPECT(read_shelf(&cx, v, "tests/photos/stack.jpg", huge, &s) && s.nspines == 0);
	}
	vision_close(v);
	ctx_end(&cx);
}

TEST(a_photo_without_books_has_no_spines)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = settings(&cx);
	struct vision *v = vision_open(&conf);
	struct vision_shelf s;

	if (read_shelf(&cx, v, "tests/photos/formats/rgb.jpg", all, &s))
		EXPECT(s.nspines == 0 && s.nlines == 0 && s.w == 64 && s.h == 48);
	vision_close(v);
	ctx_end(&cx);
}

TEST(a_broken_photo_is_told_before_any_model_is_loaded)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = settings(&cx);
	struct vision *v;
	struct vision_shelf s;

	conf.models_dir = t_folder(&cx); /* with nothing in it: it is not even made */
	v = vision_open(&conf);
	EXPECT(vision_read(&cx, v, S("no photo"), all, &s) == ERR_INVALID_IMAGE);
	EXPECT(vision_read(&cx, v, t_read_file(&cx, "tests/photos/formats/rgb.png"), all, &s) ==
	       ERR_MODEL_UNAVAILABLE);
	EXPECT(strstr(cx.err_text.p, "tools/bootstrap") != NULL);
	EXPECT(strstr(cx.err_text.p, conf.models_dir.p) == NULL);
	vision_close(v);
	ctx_end(&cx);
}

TEST(a_library_or_a_model_that_is_none_is_a_model_unavailable)
{
	static const char *const names[] = { "det.onnx", "rec.onnx", "characters.txt" };
	struct ctx cx = ctx_make(NULL);
	struct conf conf = settings(&cx);
	struct vision *v;
	struct vision_shelf s;
	str photo = t_read_file(&cx, "tests/photos/formats/rgb.png");

	conf.models_dir = t_folder(&cx);
	conf.model = S("broken");
	EXPECT(mkdir(conf.models_dir.p, 0700) == 0);
	EXPECT(mkdir(str_fmt(&cx.arena, STR_FMT "/broken", STR_ARG(conf.models_dir)).p, 0700) == 0);
	for (size_t i = 0; i < countof(names); i++) {
		FILE *f = fopen(
			str_fmt(&cx.arena, STR_FMT "/broken/%s", STR_ARG(conf.models_dir), names[i])
				.p,
			"wb");

		fputs("this is no model\n", f);
		fclose(f);
	}
	v = vision_open(&conf);
	EXPECT(vision_read(&cx, v, photo, all, &s) == ERR_MODEL_UNAVAILABLE);
	EXPECT(vision_read(&cx, v, photo, all, &s) ==
	       ERR_MODEL_UNAVAILABLE); /* and again: nothing is half loaded */
	vision_close(v);
	conf.onnxruntime = S("/no/such/library.so");
	v = vision_open(&conf);
	EXPECT(vision_read(&cx, v, photo, all, &s) == ERR_MODEL_UNAVAILABLE);
	vision_close(v);
	ctx_end(&cx);
}

struct reader {
	struct vision *v;
	size_t nspines;
	enum err e;
};

static void *read_in_thread(void *arg)
{
	struct reader *r = arg;
	struct ctx cx = ctx_make(NULL);
	struct vision_shelf s;

	r->e = vision_read(&cx, r->v, t_read_file(&cx, "tests/photos/upward.jpg"), all, &s);
	r->nspines = s.nspines;
	ctx_end(&cx);
	return NULL;
}

TEST(two_photos_may_be_read_at_once_and_loading_happens_once)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = settings(&cx);
	struct reader r[2];
	pthread_t thread[2];
	struct vision *v;

	conf.model_threads = 1;
	v = vision_open(&conf);
	for (int i = 0; i < 2; i++) {
		r[i] = (struct reader){ .v = v };
		CHECK(pthread_create(&thread[i], NULL, read_in_thread, &r[i]) == 0);
	}
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	if (r[0].e == ERR_MODEL_UNAVAILABLE) {
		t_skip("text recognition is not installed");
	} else {
		EXPECT(r[0].e == OK && r[1].e == OK);
		EXPECT(r[0].nspines > 8 && r[0].nspines == r[1].nspines);
	}
	vision_close(v);
	ctx_end(&cx);
}
