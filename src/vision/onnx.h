/* onnx.h - run a model: floats in, floats out. The only door to ONNX Runtime, which is loaded on first use. */
#ifndef ONNX_H
#define ONNX_H

#include "conf/conf.h"

struct onnx;       /* the library */
struct onnx_model; /* one loaded model; may be run from any number of threads */

/* A result in the library's memory, until onnx_release. Shapes have up to 4 sides; unused ones are 1. */
struct onnx_result {
	const float *data;
	int64_t shape[4];
	void *value;
};

/* ERR_MODEL_UNAVAILABLE, saying what to run, when the library or the file is not there or does not fit. */
enum err onnx_open(struct ctx *cx, const struct conf *conf, struct onnx **out) NODISCARD;
/* one_size: its inputs all have the same shape. */
enum err onnx_load(struct ctx *cx, struct onnx *o, const char *path, bool one_size,
		   struct onnx_model **out) NODISCARD;
void onnx_unload(struct onnx_model *m);
void onnx_close(struct onnx *o);

/* Run with one input of n × c × h × w floats, on the calling thread. False: the model failed (out of memory, a wrong shape). Has no ctx: it is
 * called from threads that share one. */
bool onnx_run(struct onnx_model *m, const float *in, const int64_t shape[4],
	      struct onnx_result *out) NODISCARD;
void onnx_release(struct onnx_model *m, struct onnx_result *r);

#endif
