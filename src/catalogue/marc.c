/* marc.c - see marc.h. ISO 2709 as MARC 21 has it: a leader of 24 bytes, a directory of 12 bytes a field, the fields. */
#include "catalogue/marc.h"

enum {
	FIELD_END = 0x1e,
	RECORD_END = 0x1d,
	ENTRY_BYTES = 12, /* in the directory: tag, length, begin */
	ENCODING = 9,
	INDICATORS = 10, /* how many a field has */
	BASE = 12,
	MAP = 20, /* how many digits the directory has for what */
};

/* Have more than a record's worth of bytes ahead, or all there are. */
static void fill(struct marc *m)
{
	if (m->ended || m->n - m->at > MARC_RECORD_BYTES)
		return;
	memmove(m->data, m->data + m->at, m->n - m->at);
	m->behind += (int64_t)m->at;
	m->n -= m->at;
	m->at = 0;
	while (!m->ended && m->n < MARC_BUFFER_BYTES) {
		ptrdiff_t got = m->source(m->arg, m->data + m->n, MARC_BUFFER_BYTES - m->n);

		if (got <= 0) {
			m->broken = got < 0;
			m->ended = true;
			break;
		}
		m->n += (size_t)got;
	}
}

/* n digits; -1: there is something else. */
static int number(const char *p, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + (p[i] - '0');
	}
	return v;
}

static bool is_leader(const char *p)
{
	return number(p, 5) > MARC_LEADER_BYTES && number(p + BASE, 5) > MARC_LEADER_BYTES &&
	       memcmp(p + MAP, "45", 2) == 0;
}

bool marc_begins(str head)
{
	while (head.n && strchr("\r\n ", head.p[0]))
		head = (str){ head.p + 1, head.n - 1 };
	return head.n >= MARC_LEADER_BYTES && is_leader(head.p);
}

/* What programs put between records: line breaks, spaces, NULs, the end-of-file sign of old systems. */
static void skip_filler(struct marc *m)
{
	for (;; m->at++) {
		if (m->at == m->n)
			fill(m);
		if (m->at == m->n)
			return;
		if (!memchr("\r\n \0\x1a", m->data[m->at], 5))
			return;
	}
}

static bool has_directory(str bytes)
{
	size_t base = (size_t)number(bytes.p + BASE, 5);

	return base < bytes.n && base % ENTRY_BYTES == (MARC_LEADER_BYTES + 1) % ENTRY_BYTES &&
	       bytes.p[base - 1] == FIELD_END;
}

/* The record's fields by the directory. NULL, or why they cannot be read. */
static const char *read_directory(struct marc_record *rec, str bytes)
{
	size_t base = (size_t)number(bytes.p + BASE, 5), room = bytes.n - 1 - base;

	rec->n = 0;
	for (size_t i = MARC_LEADER_BYTES; i + 1 < base; i += ENTRY_BYTES) {
		const char *p = bytes.p + i;
		int tag = number(p, 3), length = number(p + 3, 4), begin = number(p + 7, 5);

		if (length < 1 || begin < 0)
			return "its directory has something else than numbers";
		if ((size_t)begin + (size_t)length > room ||
		    bytes.p[base + (size_t)begin + (size_t)length - 1] != FIELD_END)
			return "its directory points to where no field is";
		if (tag > 0) /* local ones may have letters */
			marc_record_add(
				rec, tag,
				(str){ bytes.p + base + (size_t)begin, (size_t)length - 1 });
	}
	return NULL;
}

/* Programs that turned a record's text into another encoding and left its lengths as they were have spoilt the
 * numbers but not the order: as many fields as the directory has, one behind the other. */
static bool read_in_order(struct marc_record *rec, str bytes)
{
	size_t base = (size_t)number(bytes.p + BASE, 5);
	str rest = { bytes.p + base, bytes.n - 1 - base };
	int before = -1;

	rec->n = 0;
	for (size_t i = MARC_LEADER_BYTES; i + 1 < base; i += ENTRY_BYTES) {
		int tag = number(bytes.p + i, 3), begin = number(bytes.p + i + 7, 5);
		str data;

		if (begin <= before || !rest.n)
			return false;
		before = begin;
		data = str_cut(&rest, FIELD_END);
		if (tag > 0)
			marc_record_add(rec, tag, data);
	}
	return !rest.n && bytes.p[bytes.n - 2] == FIELD_END;
}

/* A whole record, its end included. */
static const char *read_record(struct marc_record *rec, str bytes)
{
	const char *wrong = NULL;

	if (bytes.n <= MARC_LEADER_BYTES || !is_leader(bytes.p))
		return "no leader where a record begins";
	if (!has_directory(bytes))
		return "its leader does not say where the directory ends";
	if (number(bytes.p + INDICATORS, 1) >= 0 && bytes.p[INDICATORS] != '2')
		return "its fields are not of the form of MARC 21";
	rec->leader = (str){ bytes.p, MARC_LEADER_BYTES };
	rec->marc8 = bytes.p[ENCODING] != 'a';
	if ((size_t)number(bytes.p, 5) != bytes.n)
		wrong = "its length is not what its leader says";
	if (!wrong)
		wrong = read_directory(rec, bytes);
	return wrong && !read_in_order(rec, bytes) ? wrong : NULL;
}

/* Where in broken bytes a sound record begins that ends with them; bytes.n: nowhere. */
static size_t sound_tail(str bytes)
{
	for (size_t i = 1; i + MARC_LEADER_BYTES < bytes.n; i++)
		if (is_leader(bytes.p + i) && (size_t)number(bytes.p + i, 5) == bytes.n - i)
			return i;
	return bytes.n;
}

/* Up to and with the next end of a record; false: there is none. */
static bool skip_record(struct marc *m)
{
	for (;;) {
		size_t room = m->n - m->at;
		const char *end = room ? memchr(m->data + m->at, RECORD_END, room) : NULL;

		m->at = end ? (size_t)(end + 1 - m->data) : m->n;
		if (end || m->ended)
			return end;
		fill(m);
	}
}

/* No end within the longest record: the file ends here, or it is none. */
static enum marc_step no_end(struct marc *m)
{
	if (m->n - m->at <= MARC_RECORD_BYTES) {
		m->at = m->n;
		m->reason = "the file ends within a record";
		return MARC_BROKEN;
	}
	m->reason = "no end of the record within the 99,999 bytes that one can have";
	return skip_record(m) ? MARC_REFUSED : MARC_BROKEN;
}

static enum marc_step step_record(struct marc *m, struct entry *out)
{
	size_t room = m->n - m->at < MARC_RECORD_BYTES ? m->n - m->at : MARC_RECORD_BYTES;
	const char *end = memchr(m->data + m->at, RECORD_END, room);
	enum marc_step step;
	str bytes;

	if (!end)
		return no_end(m);
	bytes = (str){ m->data + m->at, (size_t)(end + 1 - (m->data + m->at)) };
	if ((m->reason = read_record(&m->rec, bytes))) {
		m->at += sound_tail(bytes);
		return MARC_REFUSED;
	}
	m->at += bytes.n;
	step = marc_fields_entry(m->arena, &m->rec, m->text, out, &m->reason);
	m->script = step == MARC_ENTRY;
	return step;
}

enum marc_step marc_next(struct marc *m, struct entry *out)
{
	if (m->script) {
		m->script = false;
		if (marc_fields_script(m->arena, &m->rec, m->text, out))
			return MARC_SCRIPT;
	}
	m->reason = NULL;
	skip_filler(m);
	fill(m);
	if (m->broken)
		return MARC_FAILED;
	if (m->at == m->n)
		return MARC_END;
	m->record++;
	m->offset = m->behind + (int64_t)m->at;
	return step_record(m, out);
}

struct marc *marc_open(struct ctx *cx, table_source *source, void *arg)
{
	struct marc *m = arena_new(&cx->arena, struct marc, 1);

	*m = (struct marc){ .arena = &cx->arena, .source = source, .arg = arg };
	m->data = arena_new(&cx->arena, char, MARC_BUFFER_BYTES);
	m->text = arena_new(&cx->arena, char, MARC_ENTRY_BYTES);
	return m;
}
