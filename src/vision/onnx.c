/* onnx.c - see onnx.h. The only file that includes ONNX Runtime's header. The library is opened with dlopen, so that a program that
 * reads no photo does not carry its 28 MB. */
#include "vision/onnx.h"

#include <dlfcn.h>
#include <onnxruntime_c_api.h>
#include <stdlib.h>
#include <string.h>

/* The oldest interface that has all that is called here: newer libraries serve it too. (Debian 13 has 21.) */
enum { API_VERSION = 16 };

#ifdef __SANITIZE_ADDRESS__
/* What the library allocates once and never gives back (14 to 200 bytes) is none of our leaks. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libonnxruntime"; }
#endif

#ifdef __SANITIZE_THREAD__
/* It is not built for the sanitizer, which does not see how it keeps its own threads apart. */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void) { return "race:libonnxruntime"; }
#endif

struct onnx {
	void *library;
	const OrtApi *api;
	OrtEnv *env;
	OrtMemoryInfo *memory;
};

struct onnx_model {
	struct onnx *onnx;
	OrtSession *session;
	char *input, *output;
};

static enum err unavailable(struct ctx *cx, const char *what)
{
	return fail(cx, ERR_MODEL_UNAVAILABLE,
		    "text recognition is not installed (%s): run tools/bootstrap", what);
}

/* True when all is well; else the status is freed. */
static bool good(const struct onnx *o, OrtStatus *s)
{
	if (!s)
		return true;
	o->api->ReleaseStatus(s);
	return false;
}

static void *open_library(struct ctx *cx, const struct conf *conf)
{
	str own = str_fmt(&cx->arena, STR_FMT "/onnxruntime/lib/libonnxruntime.so",
			  STR_ARG(conf_cache_dir(cx)));
	const char *const places[] = { own.p, "libonnxruntime.so.1", "libonnxruntime.so" };
	const int flags = RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE; /* it keeps state beyond its end */
	void *library = NULL;

	if (conf->onnxruntime.n)
		return dlopen(conf->onnxruntime.p, flags);
	for (size_t i = 0; i < countof(places) && !library; i++)
		library = dlopen(places[i], flags);
	return library;
}

static bool start(struct onnx *o)
{
	const OrtApiBase *(*base)(void);

	*(void **)&base = dlsym(o->library,
				"OrtGetApiBase"); /* POSIX: how a function comes out of dlsym */
	if (!base || !(o->api = base()->GetApi(API_VERSION)))
		return false;
	return good(o, o->api->CreateEnv(ORT_LOGGING_LEVEL_ERROR, "bookshelf", &o->env)) &&
	       good(o,
		    o->api->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &o->memory));
}

enum err onnx_open(struct ctx *cx, const struct conf *conf, struct onnx **out)
{
	struct onnx *o = xmalloc(sizeof *o);

	*o = (struct onnx){ .library = open_library(cx, conf) };
	if (!o->library || !start(o)) {
		onnx_close(o);
		return unavailable(cx, "ONNX Runtime");
	}
	*out = o;
	return OK;
}

void onnx_close(struct onnx *o)
{
	if (!o)
		return;
	if (o->memory)
		o->api->ReleaseMemoryInfo(o->memory);
	if (o->env)
		o->api->ReleaseEnv(o->env);
	if (o->library)
		dlclose(o->library);
	free(o);
}

/* One thread a run: the callers run several side by side, which is 2.5 times as fast for short lines as two threads in
 * one. The library keeps memory only for inputs of one size (it then runs the detector in two thirds of the time); for lines, which come in all
 * sizes, it would keep growing. */
static bool make_session(struct onnx *o, const char *path, bool one_size, OrtSession **out)
{
	const OrtApi *a = o->api;
	OrtSessionOptions *options = NULL;
	bool ok = good(o, a->CreateSessionOptions(&options)) &&
		  good(o, a->SetIntraOpNumThreads(options, 1)) &&
		  good(o, a->SetInterOpNumThreads(options, 1)) &&
		  (one_size || (good(o, a->DisableMemPattern(options)) &&
				good(o, a->DisableCpuMemArena(options)))) &&
		  good(o, a->SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL)) &&
		  good(o, a->CreateSession(o->env, path, options, out));

	if (options)
		a->ReleaseSessionOptions(options);
	return ok;
}

static bool read_names(struct onnx_model *m)
{
	const OrtApi *a = m->onnx->api;
	OrtAllocator *allocator;

	return good(m->onnx, a->GetAllocatorWithDefaultOptions(&allocator)) &&
	       good(m->onnx, a->SessionGetInputName(m->session, 0, allocator, &m->input)) &&
	       good(m->onnx, a->SessionGetOutputName(m->session, 0, allocator, &m->output));
}

enum err onnx_load(struct ctx *cx, struct onnx *o, const char *path, bool one_size,
		   struct onnx_model **out)
{
	struct onnx_model *m = xmalloc(sizeof *m);

	*m = (struct onnx_model){ .onnx = o };
	if (!make_session(o, path, one_size, &m->session) || !read_names(m)) {
		onnx_unload(m);
		return unavailable(cx, "the models");
	}
	*out = m;
	return OK;
}

void onnx_unload(struct onnx_model *m)
{
	OrtAllocator *allocator;

	if (!m)
		return;
	if (good(m->onnx, m->onnx->api->GetAllocatorWithDefaultOptions(&allocator))) {
		if (m->input)
			allocator->Free(allocator, m->input);
		if (m->output)
			allocator->Free(allocator, m->output);
	}
	if (m->session)
		m->onnx->api->ReleaseSession(m->session);
	free(m);
}

static bool read_result(struct onnx_model *m, OrtValue *value, struct onnx_result *out)
{
	const OrtApi *a = m->onnx->api;
	OrtTensorTypeAndShapeInfo *info = NULL;
	size_t sides = 0;
	void *data = NULL;
	bool ok = good(m->onnx, a->GetTensorTypeAndShape(value, &info)) &&
		  good(m->onnx, a->GetDimensionsCount(info, &sides)) &&
		  sides <= countof(out->shape);

	*out = (struct onnx_result){ .shape = { 1, 1, 1, 1 }, .value = value };
	ok = ok && good(m->onnx, a->GetDimensions(info, out->shape, sides)) &&
	     good(m->onnx, a->GetTensorMutableData(value, &data));
	out->data = data;
	if (info)
		a->ReleaseTensorTypeAndShapeInfo(info);
	return ok;
}

bool onnx_run(struct onnx_model *m, const float *in, const int64_t shape[4],
	      struct onnx_result *out)
{
	const OrtApi *a = m->onnx->api;
	const char *inputs[] = { m->input }, *outputs[] = { m->output };
	size_t bytes = (size_t)(shape[0] * shape[1] * shape[2] * shape[3]) * sizeof *in;
	OrtValue *input = NULL, *output = NULL;
	bool ok;

	ok = good(m->onnx, a->CreateTensorWithDataAsOrtValue(
				   m->onnx->memory, (void *)(uintptr_t)in, bytes, shape, 4,
				   ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &input)) &&
	     good(m->onnx, a->Run(m->session, NULL, inputs, (const OrtValue *const *)&input, 1,
				  outputs, 1, &output)) &&
	     read_result(m, output, out);
	if (input)
		a->ReleaseValue(input);
	if (!ok && output)
		a->ReleaseValue(output);
	return ok;
}

void onnx_release(struct onnx_model *m, struct onnx_result *r)
{
	m->onnx->api->ReleaseValue(r->value);
	*r = (struct onnx_result){ .data = NULL };
}
