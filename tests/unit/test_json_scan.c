/* test_json_scan.c - JSON gone through once: what is asked for comes out, everything else is passed over, broken text ends it. */
#include "t.h"

#include "base/utf8.h"
#include "catalogue/json_scan.h"

#include <jansson.h>
#include <stdlib.h>

static str text_of(struct arena *a, str raw)
{
	struct buf b = buf_make(a, 4096);

	return str_dup(a, json_scan_text(raw, &b));
}
#define EXPECT_TEXT(raw, want) EXPECT_STR(text_of(&a, S(raw)), want)

TEST(json_scan_text_takes_escapes_out)
{
	struct arena a = ARENA_INIT;

	EXPECT_TEXT("", "");
	EXPECT_TEXT("plain, ż and 星", "plain, ż and 星");
	EXPECT_TEXT("\\\"a\\\\b\\/c\\\"", "\"a\\b/c\"");
	EXPECT_TEXT("a\\tb\\nc\\rd\\be\\ff", "a b c d e f");
	EXPECT_TEXT("caf\\u00e9 \\u2013 \\u661F", "café – 星");
	EXPECT_TEXT("\\ud83d\\udcda!", "📚!");
	EXPECT_TEXT("a\\u0000b\\u001fc", "a b c");
	EXPECT_TEXT("\\x", "x");
	arena_free(&a);
}

TEST(json_scan_text_is_valid_whatever_the_bytes)
{
	struct arena a = ARENA_INIT;

	EXPECT_TEXT("\\ud83d", "�");
	EXPECT_TEXT("\\udcda", "�");
	EXPECT_TEXT("\\ud83dx", "�x");
	EXPECT_TEXT("\\ud83d\\u0041", "�A");
	EXPECT_TEXT("\\ud83d\\ud83d\\udcda", "�📚");
	EXPECT_TEXT("\\u12", "�12");
	EXPECT_TEXT("\\u", "�");
	EXPECT_TEXT("\\", " ");
	EXPECT_TEXT("a\xff"
		    "b",
		    "a�b");
	EXPECT_STR(text_of(&a, (str){ "a\0b", 3 }), "a b");
	for (int i = 0; i < 20000; i++) {
		static const char kinds[] = "\\ud8f3dcu0a\"\xc3\xa9\xe6\x01\xff ";
		struct buf b = buf_make(&a, 4096);
		char raw[24];
		size_t n = (size_t)(i % 24);

		for (size_t k = 0; k < n; k++)
			raw[k] = kinds[((unsigned)i * 2654435761u + k * 40503u * (unsigned)i) /
				       977u % (sizeof kinds - 1)];
		EXPECT(utf8_valid(json_scan_text((str){ raw, n }, &b)));
	}
	arena_free(&a);
}

TEST(json_scan_finds_members_and_passes_over_the_rest)
{
	struct json_scan s = json_scan_make(S(
		" { \"a\" : [1, {\"b\": \"]}\"}, \"\\\"\", null] , \"t\":\"x\\\"y\",\"n\": -12 , \"f\":1.5e3,\"e\":{} } "));
	str key, text = S("");
	int64_t n = 0;

	EXPECT(!json_scan_array(&s) && json_scan_object(&s));
	EXPECT(json_scan_key(&s, &key) && str_eq(key, S("a")));
	json_scan_skip(&s);
	EXPECT(json_scan_key(&s, &key) && str_eq(key, S("t")));
	EXPECT(!json_scan_number(&s, &n) && json_scan_string(&s, &text));
	EXPECT_STR(text, "x\\\"y");
	EXPECT(json_scan_key(&s, &key) && str_eq(key, S("n")));
	EXPECT(!json_scan_string(&s, &text) && json_scan_number(&s, &n) && n == -12);
	EXPECT(json_scan_key(&s, &key) && str_eq(key, S("f")));
	EXPECT(!json_scan_number(&s, &n));
	json_scan_skip(&s);
	EXPECT(json_scan_key(&s, &key) && str_eq(key, S("e")) && json_scan_object(&s) &&
	       !json_scan_key(&s, &key));
	EXPECT(!json_scan_key(&s, &key) && !s.bad);
}

TEST(json_scan_goes_through_arrays)
{
	struct json_scan s = json_scan_make(S("[ \"a\" ,[],{},7,[[\"b\"]] ]"));
	str text;
	int64_t n;

	EXPECT(json_scan_array(&s));
	EXPECT(json_scan_item(&s) && json_scan_string(&s, &text) && str_eq(text, S("a")));
	EXPECT(json_scan_item(&s) && json_scan_array(&s) && !json_scan_item(&s));
	EXPECT(json_scan_item(&s) && json_scan_object(&s) && !json_scan_key(&s, &text));
	EXPECT(json_scan_item(&s) && json_scan_number(&s, &n) && n == 7);
	EXPECT(json_scan_item(&s));
	json_scan_skip(&s);
	EXPECT(!json_scan_item(&s) && !s.bad);
}

/* Go through a value of any kind; how many texts were in it. */
static int walk(struct json_scan *s)
{
	str text;
	int texts = 0;

	if (json_scan_string(s, &text))
		return 1;
	if (json_scan_object(s)) {
		while (json_scan_key(s, &text))
			texts += walk(s);
	} else if (json_scan_array(s)) {
		while (json_scan_item(s))
			texts += walk(s);
	} else {
		json_scan_skip(s);
	}
	return texts;
}

TEST(json_scan_says_that_text_is_broken_and_ends)
{
	static const char *const broken[] = {
		"",        "{",          "[",           "\"",    "\"\\\"", "{\"a\"",
		"{\"a\":", "{\"a\":1",   "{\"a\" 1}",   "{a:1}", "[1,",    "[1",
		"[1,]",    "{\"a\":1,}", "{\"a\":}",    "[}",    "{]",     "[{]}",
		"[\"a]",   "{\"a\":[}",  "{\"a\":\"b}", "}",     "\x01",   "{1:2}"
	};

	for (size_t i = 0; i < countof(broken); i++) {
		struct json_scan walked = json_scan_make(str_from(broken[i])), skipped = walked;

		walk(&walked);
		json_scan_skip(&skipped);
		EXPECT(walked.bad);
		EXPECT(skipped.p <= skipped.end);
	}
}

TEST(json_scan_passes_over_what_is_deep_to_its_limit)
{
	char text[4 * JSON_SCAN_DEPTH];

	for (size_t depth = 1; depth < 2 * JSON_SCAN_DEPTH; depth++) {
		struct json_scan s = json_scan_make((str){ text, 2 * depth });

		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		json_scan_skip(&s);
		EXPECT(s.bad == (depth > JSON_SCAN_DEPTH));
	}
}

/* ---- against jansson ---- */

static unsigned next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33);
}

static json_t *random_text(uint64_t *seed)
{
	static const char *const pieces[] = { "a", "é", "星", "📚", "\"", "\\",  "/",
					      "{", "]", ",",  ":", " ",  "Emma" };
	char text[200] = "";
	size_t n = 0;

	for (unsigned k = next_random(seed) % 12; k; k--) {
		const char *piece = pieces[next_random(seed) % countof(pieces)];

		memcpy(text + n, piece, strlen(piece));
		n += strlen(piece);
	}
	return json_stringn(text, n);
}

static json_t *random_value(uint64_t *seed, int depth)
{
	unsigned kind = next_random(seed) % (depth > 4 ? 5 : 8), n = next_random(seed) % 5;
	json_t *v;

	switch (kind) {
	case 0: return json_null();
	case 1: return json_boolean(n & 1);
	case 2: return json_integer((json_int_t)next_random(seed) - (1 << 30));
	case 3: return json_real(next_random(seed) / 977.0);
	case 4: return random_text(seed);
	case 5:
		v = json_array();
		for (; n; n--)
			json_array_append_new(v, random_value(seed, depth + 1));
		return v;
	default:
		v = json_object();
		for (; n; n--) {
			json_t *key = random_text(seed);

			json_object_setn_new(v, json_string_value(key), json_string_length(key),
					     random_value(seed, depth + 1));
			json_decref(key);
		}
		return v;
	}
}

/* Whether the value at s is `want`, member by member. */
static bool same(struct json_scan *s, const json_t *want, struct arena *a)
{
	str raw;
	int64_t n;
	size_t items = 0;
	bool ok = true;

	if (json_is_string(want))
		return json_scan_string(s, &raw) &&
		       str_eq(text_of(a, raw),
			      (str){ json_string_value(want), json_string_length(want) });
	if (json_is_integer(want))
		return json_scan_number(s, &n) && n == json_integer_value(want);
	if (json_is_array(want)) {
		ok = json_scan_array(s);
		while (ok && json_scan_item(s))
			ok = same(s, json_array_get(want, items++), a);
		return ok && items == json_array_size(want);
	}
	if (!json_is_object(want)) {
		json_scan_skip(s);
		return true;
	}
	ok = json_scan_object(s);
	for (; ok && json_scan_key(s, &raw); items++) {
		str key = text_of(a, raw);

		ok = same(s, json_object_getn(want, key.p, key.n), a);
	}
	return ok && items == json_object_size(want);
}

TEST(json_scan_agrees_with_jansson_on_random_documents)
{
	static const size_t flags[] = { JSON_ENCODE_ANY, JSON_ENCODE_ANY | JSON_ENSURE_ASCII,
					JSON_ENCODE_ANY | JSON_INDENT(2),
					JSON_ENCODE_ANY | JSON_COMPACT | JSON_ESCAPE_SLASH };
	uint64_t seed = 7;

	for (int round = 0; round < 2000; round++) {
		struct arena a = ARENA_INIT;
		json_t *want = random_value(&seed, 0);
		char *text = json_dumps(want, flags[round % 4]);
		struct json_scan walked = json_scan_make(str_from(text)), skipped = walked;

		EXPECT(same(&walked, want, &a) && !walked.bad && walked.p == walked.end);
		json_scan_skip(&skipped);
		EXPECT(!skipped.bad && skipped.p == skipped.end);
		free(text);
		json_decref(want);
		arena_free(&a);
	}
}

TEST(json_scan_never_reads_beyond_a_document_cut_anywhere)
{
	uint64_t seed = 3;

	for (int round = 0; round < 100; round++) {
		json_t *want = random_value(&seed, 0);
		char *text = json_dumps(want, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
		size_t n = strlen(text);

		for (size_t k = 0; k < n; k++) {
			char *piece = malloc(k ? k : 1); /* of its exact size, for who watches */
			struct json_scan walked, skipped;

			CHECK(piece);
			memcpy(piece, text, k);
			walked = skipped = json_scan_make((str){ piece, k });
			walk(&walked);
			json_scan_skip(&skipped);
			EXPECT(walked.bad || text[0] == '-' || (text[0] >= '0' && text[0] <= '9') ||
			       text[0] == 't' || text[0] == 'f' || text[0] == 'n');
			free(piece);
		}
		free(text);
		json_decref(want);
	}
}
