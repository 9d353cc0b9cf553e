/* secrets.c - see secrets.h. A file of keys has a line each, the newest first: when it was made (ms), the key (base64url). */
#include "library/secrets.h"

#include "base/clock.h"
#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEYS_MAX = 8, FILE_MAX = 4096, KEY_TEXT = 43, READ_AGAIN_MS = 1000, SIGNS_DAYS = 30 };

struct dated_key {
	int64_t made_ms;
	struct signing_key key;
};

struct secrets {
	pthread_rwlock_t lock;           /* of the keys and read_ms */
	struct dated_key keys[KEYS_MAX]; /* newest first */
	size_t n;
	int64_t read_ms;
	unsigned char sealing[CRYPTO_KEY];
	char *folder; /* of the signing keys' file; NULL: they are settings */
};

/* ---- keys ---- */

/* The whole header is part of the key: a token that begins otherwise is not looked at, so no token chooses how it is verified. */
static struct signing_key key_of(const unsigned char bytes[CRYPTO_KEY])
{
	struct arena a = { 0 };
	str id = crypto_digest_hex(&a, (str){ (const char *)bytes, CRYPTO_KEY });
	str header = crypto_base64url(
		&a, str_fmt(&a, "{\"alg\":\"HS256\",\"kid\":\"%.8s\",\"typ\":\"at+jwt\"}", id.p));
	struct signing_key k;

	CHECK(header.n < KEY_HEADER_MAX);
	memcpy(k.bytes, bytes, CRYPTO_KEY);
	memcpy(k.header, header.p, header.n + 1);
	arena_free(&a);
	return k;
}

/* One byte repeated is what people type in place of a key. */
static bool read_key(struct arena *a, str text, unsigned char out[CRYPTO_KEY])
{
	str bytes;
	bool varied = false;

	if (!crypto_base64url_read(a, text, &bytes) || bytes.n != CRYPTO_KEY)
		return false;
	for (size_t i = 1; i < bytes.n; i++)
		varied |= bytes.p[i] != bytes.p[0];
	memcpy(out, bytes.p, CRYPTO_KEY);
	return varied;
}

static enum err keys_from_setting(struct ctx *cx, str list, struct secrets *s)
{
	unsigned char bytes[CRYPTO_KEY];

	while (list.n) {
		if (s->n == KEYS_MAX || !read_key(&cx->arena, str_cut(&list, ','), bytes))
			return fail(
				cx, ERR_CONFIG,
				"signing_keys must be at most %d keys of 32 random bytes in base64url,"
				" separated by commas",
				KEYS_MAX);
		s->keys[s->n++] = (struct dated_key){ 0, key_of(bytes) };
	}
	return OK;
}

static bool keys_from_text(struct arena *a, str text, struct dated_key keys[KEYS_MAX], size_t *n)
{
	unsigned char bytes[CRYPTO_KEY];

	for (*n = 0; text.n; (*n)++) {
		str line = str_cut(&text, '\n'), made = str_cut(&line, ' ');

		if (*n == KEYS_MAX || !str_i64(made, &keys[*n].made_ms) ||
		    !read_key(a, line, bytes))
			return false;
		keys[*n].key = key_of(bytes);
	}
	return *n > 0;
}

static str keys_to_text(struct arena *a, const struct dated_key *keys, size_t n)
{
	struct buf b = buf_make(a, FILE_MAX);

	for (size_t i = 0; i < n; i++) {
		str key = { (const char *)keys[i].key.bytes, CRYPTO_KEY };

		buf_addf(&b, "%lld ", (long long)keys[i].made_ms);
		buf_add(&b, crypto_base64url(a, key));
		buf_addc(&b, '\n');
	}
	return buf_str(&b);
}

static struct dated_key new_key(int64_t now_ms)
{
	unsigned char bytes[CRYPTO_KEY];

	crypto_random(bytes, sizeof bytes);
	return (struct dated_key){ now_ms, key_of(bytes) };
}

/* ---- files ---- */

/* *found false: there is none. Whoever can read a key can be anybody: a file that others may read is refused. */
static enum err read_file(struct ctx *cx, const char *path, bool *found, str *out)
{
	char *text = arena_new(&cx->arena, char, FILE_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	ssize_t n;

	*found = fd >= 0;
	if (fd < 0)
		return errno == ENOENT ? OK
				       : fail(cx, ERR_CONFIG, "%s cannot be read: %s", path,
					      strerror(errno));
	n = fstat(fd, &st) ? -1 : read(fd, text, FILE_MAX);
	close(fd);
	if (n < 0)
		return fail(cx, ERR_CONFIG, "%s cannot be read", path);
	if (st.st_mode & 077)
		return fail(cx, ERR_CONFIG, "%s can be read by others: chmod 600 it", path);
	*out = (str){ text, (size_t)n };
	return OK;
}

static bool write_whole(int fd, str text)
{
	bool ok = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;

	return (fd < 0 || close(fd) == 0) && ok;
}

/* The file is there whole or not at all. Not `over`: what another process was quicker to make stays. */
static enum err write_file(struct ctx *cx, const char *path, str text, bool over)
{
	str part = str_fmt(&cx->arena, "%s.%ld.part", path, (long)getpid());
	bool ok;

	unlink(part.p);
	ok = write_whole(open(part.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), text);
	if (ok && over)
		ok = rename(part.p, path) == 0;
	else if (ok)
		ok = link(part.p, path) == 0 || errno == EEXIST;
	if (!ok || !over)
		unlink(part.p);
	if (!ok || !folder_sync_of(&cx->arena, path))
		return fail(cx, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
	return OK;
}

/* What the file holds; a first time, what `fresh` says it shall. */
static enum err read_or_make(struct ctx *cx, const char *path, str fresh, str *out)
{
	bool found;
	enum err e;

	if ((e = read_file(cx, path, &found, out)) || found)
		return e;
	if ((e = write_file(cx, path, fresh, false)) || (e = read_file(cx, path, &found, out)))
		return e;
	return found ? OK : fail(cx, ERR_IO, "%s is gone again", path);
}

static str path_in(struct ctx *cx, const struct secrets *s, const char *name)
{
	return str_fmt(&cx->arena, "%s/%s", s->folder, name);
}

static enum err keys_from_file(struct ctx *cx, struct secrets *s)
{
	const struct dated_key fresh = new_key(cx->now_ms);
	str path = path_in(cx, s, "signing-keys"), text;
	enum err e;

	if ((e = read_or_make(cx, path.p, keys_to_text(&cx->arena, &fresh, 1), &text)))
		return e;
	if (!keys_from_text(&cx->arena, text, s->keys, &s->n))
		return fail(cx, ERR_CONFIG, "%s holds no keys: remove it, and new ones are made",
			    path.p);
	s->read_ms = cx->now_ms;
	return OK;
}

static enum err sealing_from_file(struct ctx *cx, struct secrets *s)
{
	const struct dated_key fresh = new_key(cx->now_ms);
	str path = path_in(cx, s, "sealing-key"), text;
	struct dated_key keys[KEYS_MAX];
	size_t n;
	enum err e;

	if ((e = read_or_make(cx, path.p, keys_to_text(&cx->arena, &fresh, 1), &text)))
		return e;
	if (!keys_from_text(&cx->arena, text, keys, &n))
		return fail(
			cx, ERR_CONFIG,
			"%s holds no key: put it back from where you keep it; without it second factors"
			" must be set up anew",
			path.p);
	memcpy(s->sealing, keys[0].key.bytes, CRYPTO_KEY);
	return OK;
}

/* ---- life ---- */

static enum err make_folder(struct ctx *cx, const struct conf *conf, struct secrets *s)
{
	str path = str_fmt(&cx->arena, STR_FMT "/secrets", STR_ARG(conf->data_dir));

	if (mkdir(path.p, 0700) && errno != EEXIST)
		return fail(cx, ERR_IO, "%s cannot be made: %s", path.p, strerror(errno));
	s->folder = strdup(path.p);
	CHECK(s->folder);
	return OK;
}

static enum err fill(struct ctx *cx, const struct conf *conf, struct secrets *s)
{
	enum err e;

	if ((!conf->signing_keys.n || !conf->sealing_key.n) && (e = make_folder(cx, conf, s)))
		return e;
	e = conf->signing_keys.n ? keys_from_setting(cx, conf->signing_keys, s)
				 : keys_from_file(cx, s);
	if (e)
		return e;
	if (!conf->sealing_key.n)
		return sealing_from_file(cx, s);
	if (!read_key(&cx->arena, conf->sealing_key, s->sealing))
		return fail(cx, ERR_CONFIG,
			    "sealing_key must be 32 random bytes in base64url, %d characters",
			    KEY_TEXT);
	return OK;
}

enum err secrets_open(struct ctx *cx, const struct conf *conf, struct secrets **out)
{
	struct secrets *s = xmalloc(sizeof *s);
	enum err e;

	*s = (struct secrets){ .n = 0 };
	pthread_rwlock_init(&s->lock, NULL);
	if ((e = fill(cx, conf, s))) {
		secrets_close(s);
		return e;
	}
	if (conf->signing_keys.n) {
		free(s->folder);
		s->folder = NULL;
	}
	*out = s;
	return OK;
}

void secrets_close(struct secrets *s)
{
	if (!s)
		return;
	pthread_rwlock_destroy(&s->lock);
	free(s->folder);
	crypto_forget(s, sizeof *s);
	free(s);
}

/* ---- use ---- */

struct signing_key secrets_signing_key(struct secrets *s)
{
	struct signing_key k;

	pthread_rwlock_rdlock(&s->lock);
	k = s->keys[0].key;
	pthread_rwlock_unlock(&s->lock);
	return k;
}

static bool find(struct secrets *s, str header, struct signing_key *out, int64_t *read_ms)
{
	bool found = false;

	pthread_rwlock_rdlock(&s->lock);
	for (size_t i = 0; i < s->n && !found; i++)
		if ((found = str_eq(header, str_from(s->keys[i].key.header))))
			*out = s->keys[i].key;
	*read_ms = s->read_ms;
	pthread_rwlock_unlock(&s->lock);
	return found;
}

/* Another process of this data folder may have made a new one. Whoever sends us strange headers makes us look once a second. */
static void read_again(struct secrets *s)
{
	struct ctx cx = ctx_make(NULL);
	struct dated_key keys[KEYS_MAX];
	bool found;
	str text;
	size_t n;

	pthread_rwlock_wrlock(&s->lock);
	s->read_ms = cx.now_ms;
	if (!read_file(&cx, path_in(&cx, s, "signing-keys").p, &found, &text) && found &&
	    keys_from_text(&cx.arena, text, keys, &n)) {
		memcpy(s->keys, keys, n * sizeof *keys);
		s->n = n;
	}
	pthread_rwlock_unlock(&s->lock);
	ctx_end(&cx);
}

bool secrets_find_key(struct secrets *s, str header, struct signing_key *out)
{
	int64_t read_ms;

	if (find(s, header, out, &read_ms))
		return true;
	if (!s->folder || clock_now_ms() - read_ms < READ_AGAIN_MS)
		return false;
	read_again(s);
	return find(s, header, out, &read_ms);
}

const unsigned char *secrets_sealing_key(const struct secrets *s) { return s->sealing; }

/* ---- rotation ---- */

/* The keys as they should be now; false: as they are. */
static bool turn(struct dated_key keys[KEYS_MAX], size_t *n, int64_t now_ms)
{
	size_t before = *n;

	while (*n > 1 && now_ms - keys[*n - 2].made_ms > DAY_MS) /* since then it signs nothing */
		--*n;
	if (now_ms - keys[0].made_ms <= SIGNS_DAYS * DAY_MS)
		return *n != before;
	*n -= *n == KEYS_MAX;
	memmove(keys + 1, keys, *n * sizeof *keys);
	keys[0] = new_key(now_ms);
	++*n;
	return true;
}

static enum err rotate_file(struct ctx *cx, struct secrets *s)
{
	str path = path_in(cx, s, "signing-keys"), text;
	struct dated_key keys[KEYS_MAX];
	bool found;
	size_t n;
	enum err e;

	if ((e = read_file(cx, path.p, &found, &text)))
		return e;
	if (!found || !keys_from_text(&cx->arena, text, keys, &n))
		return fail(cx, ERR_CONFIG, "%s holds no keys any more", path.p);
	if (turn(keys, &n, cx->now_ms) &&
	    (e = write_file(cx, path.p, keys_to_text(&cx->arena, keys, n), true)))
		return e;
	pthread_rwlock_wrlock(&s->lock);
	memcpy(s->keys, keys, n * sizeof *keys);
	s->n = n;
	pthread_rwlock_unlock(&s->lock);
	return OK;
}

enum err secrets_rotate(struct ctx *cx, struct secrets *s)
{
	enum err e;
	int lock;

	if (!s->folder)
		return OK;
	lock = open(path_in(cx, s, "lock").p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock < 0 || flock(lock, LOCK_EX)) {
		e = fail(cx, ERR_IO, "the folder of secrets cannot be locked");
	} else {
		e = rotate_file(cx, s);
	}
	if (lock >= 0)
		close(lock);
	return e;
}
