/* marcxml.c - see marcxml.h. The only file that includes expat. */
#include "catalogue/marcxml.h"

#include <expat.h>
#include <stdio.h>

enum { PIECE_BYTES = 64 << 10, DELIMITER = 0x1f, BEFORE_STATUS = 5 };

static const char *local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static bool is(const char *name, const char *what) { return strcmp(name, what) == 0; }

static void stop(struct marcxml *m, const char *why)
{
	if (!m->fatal)
		m->fatal = why;
	XML_StopParser(m->parser, XML_FALSE);
}

/* Text of the record. One that is too long is told when the record ends. */
static void keep(struct marcxml *m, const char *p, size_t n)
{
	if (m->bad)
		return;
	if (n > MARCXML_RECORD_BYTES - m->texts_n) {
		m->bad = "its texts are too long";
		return;
	}
	memcpy(m->texts + m->texts_n, p, n);
	m->texts_n += n;
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (is(local(attributes[0]), name))
			return attributes[1];
	return "";
}

static int tag_of(const char *s)
{
	int tag = 0;

	for (size_t i = 0; i < 3; i++) {
		if (s[i] < '0' || s[i] > '9')
			return 0;
		tag = tag * 10 + (s[i] - '0');
	}
	return s[3] ? 0 : tag;
}

static char one_char(const char *s) { return s[0] > ' ' ? s[0] : ' '; }

static void begin_record(struct marcxml *m)
{
	m->texts_n = m->begin = 0;
	m->rec.n = 0;
	m->rec.leader = (str){ NULL, 0 };
	m->tag = 0;
	m->some = m->collecting = false;
	m->bad = NULL;
	m->line = (int64_t)XML_GetCurrentLineNumber(m->parser);
}

/* Only of a field that is wanted text is kept at all. */
static bool begin_field(struct marcxml *m, const XML_Char **attributes)
{
	int tag = tag_of(attribute(attributes, "tag"));

	m->some = true;
	m->tag = marc_field_wanted(tag) ? tag : 0;
	m->begin = m->texts_n;
	return m->tag;
}

static void begin_subfield(struct marcxml *m, const XML_Char **attributes)
{
	const char head[] = { DELIMITER, attribute(attributes, "code")[0] };

	if (!m->tag || !head[1])
		return;
	keep(m, head, sizeof head);
	m->collecting = true;
}

static void XMLCALL on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct marcxml *m = arg;

	m->moved = true;
	name = local(name);
	if (++m->depth > MARCXML_DEPTH)
		stop(m, "elements within elements, too deep");
	else if (is(name, "record"))
		begin_record(m);
	else if (is(name, "leader")) {
		m->begin = m->texts_n;
		keep(m, "     ", BEFORE_STATUS);
		m->some = m->collecting = true;
	} else if (is(name, "controlfield")) {
		m->collecting = begin_field(m, attributes);
	} else if (is(name, "datafield") && begin_field(m, attributes)) {
		const char indicators[] = { one_char(attribute(attributes, "ind1")),
					    one_char(attribute(attributes, "ind2")) };

		keep(m, indicators, sizeof indicators);
	} else if (is(name, "subfield")) {
		begin_subfield(m, attributes);
	}
}

static void XMLCALL on_text(void *arg, const XML_Char *p, int n)
{
	struct marcxml *m = arg;

	m->moved = true;
	if (m->collecting)
		keep(m, p, (size_t)n);
}

static bool space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/* What stands before the status, the record's length, has no meaning in XML: some leave blanks there, and some tools take
 * blanks at the beginning away. */
static void end_leader(struct marcxml *m)
{
	str s = { m->texts + m->begin, m->texts_n - m->begin };
	size_t at = BEFORE_STATUS;

	if (m->bad)
		return;
	while (at < s.n && space(s.p[at]))
		at++;
	if (at < s.n && s.p[at] >= '0' && s.p[at] <= '9')
		at += BEFORE_STATUS;
	if (at < s.n)
		m->rec.leader = (str){ s.p + at - BEFORE_STATUS, s.n - at + BEFORE_STATUS };
}

static void end_field(struct marcxml *m)
{
	if (m->tag && !m->bad)
		marc_record_add(&m->rec, m->tag,
				(str){ m->texts + m->begin, m->texts_n - m->begin });
	m->tag = 0;
}

static void XMLCALL on_end(void *arg, const XML_Char *name)
{
	struct marcxml *m = arg;

	m->moved = true;
	m->depth--;
	name = local(name);
	if (is(name, "leader"))
		end_leader(m);
	else if (is(name, "controlfield") || is(name, "datafield"))
		end_field(m);
	else if (!is(name, "subfield") && !is(name, "record"))
		return;
	m->collecting = false;
	if (is(name, "record") && m->some) {
		m->some = false; /* what is wrapped around it may be called so, too */
		m->complete = true;
		XML_StopParser(m->parser, XML_TRUE);
	}
}

static void XMLCALL on_rest(void *arg, const XML_Char *p, int n)
{
	(void)p;
	(void)n;
	((struct marcxml *)arg)->moved = true;
}

static void XMLCALL on_entity(void *arg, const XML_Char *name, int parameter, const XML_Char *value,
			      int length, const XML_Char *base, const XML_Char *system,
			      const XML_Char *public, const XML_Char *notation)
{
	(void)name;
	(void)parameter;
	(void)value;
	(void)length;
	(void)base;
	(void)system;
	(void)public;
	(void)notation;
	stop(arg, "it declares entities, which are not taken");
}

static const char *why_of(const struct marcxml *m)
{
	enum XML_Error e = XML_GetErrorCode(m->parser);

	if (m->fatal)
		return m->fatal;
	if (m->final && (e == XML_ERROR_NO_ELEMENTS || e == XML_ERROR_UNCLOSED_TOKEN ||
			 e == XML_ERROR_PARTIAL_CHAR || e == XML_ERROR_UNCLOSED_CDATA_SECTION))
		return "the file ends too early";
	return XML_ErrorString(e);
}

static enum marc_step break_off(struct marcxml *m)
{
	m->over = true;
	m->line = (int64_t)XML_GetCurrentLineNumber(m->parser);
	snprintf(m->why, sizeof m->why, "line %lld: %s", (long long)m->line, why_of(m));
	m->reason = m->why;
	return MARC_BROKEN;
}

/* A piece more of the file. */
static enum XML_Status feed(struct marcxml *m)
{
	char *into = XML_GetBuffer(m->parser, PIECE_BYTES);
	ptrdiff_t got = into ? m->source(m->arg, into, PIECE_BYTES) : -1;
	enum XML_Status status;

	m->failed = got < 0;
	if (m->failed)
		return XML_STATUS_ERROR;
	m->final = got == 0;
	m->moved = false;
	status = XML_ParseBuffer(m->parser, (int)got, m->final);
	m->idle_bytes = m->moved ? 0 : m->idle_bytes + (size_t)got;
	if (status == XML_STATUS_OK && m->idle_bytes > MARCXML_TOKEN_BYTES) {
		m->fatal = "a tag or a comment that is too long";
		return XML_STATUS_ERROR;
	}
	return status;
}

static enum marc_step tell(struct marcxml *m, struct entry *out)
{
	enum marc_step step = MARC_REFUSED;

	m->complete = false;
	m->record++;
	m->reason = m->bad;
	if (!m->bad)
		step = marc_fields_entry(m->arena, &m->rec, m->text, out, &m->reason);
	m->script = step == MARC_ENTRY;
	return step;
}

enum marc_step marcxml_next(struct marcxml *m, struct entry *out)
{
	if (m->script) {
		m->script = false;
		if (marc_fields_script(m->arena, &m->rec, m->text, out))
			return MARC_SCRIPT;
	}
	m->reason = NULL;
	while (!m->over) {
		enum XML_Status status = m->suspended ? XML_ResumeParser(m->parser) : feed(m);

		m->suspended = status == XML_STATUS_SUSPENDED;
		if (m->complete && status != XML_STATUS_ERROR)
			return tell(m, out);
		if (m->failed)
			m->over = true;
		else if (status == XML_STATUS_ERROR)
			return break_off(m);
		else
			m->over = m->final;
	}
	return m->failed ? MARC_FAILED : MARC_END;
}

bool marcxml_begins(str head)
{
	static const char *const marks[] = { "\xef\xbb\xbf", "\xff\xfe", "\xfe\xff" };

	for (size_t i = 0; i < countof(marks); i++)
		if (head.n >= strlen(marks[i]) && memcmp(head.p, marks[i], strlen(marks[i])) == 0)
			head = (str){ head.p + strlen(marks[i]), head.n - strlen(marks[i]) };
	while (head.n && (space(head.p[0]) || head.p[0] == '\0'))
		head = (str){ head.p + 1, head.n - 1 };
	return head.n && head.p[0] == '<';
}

static void end_parser(void *arg) { XML_ParserFree(arg); }

struct marcxml *marcxml_open(struct ctx *cx, table_source *source, void *arg)
{
	struct marcxml *m = arena_new(&cx->arena, struct marcxml, 1);

	*m = (struct marcxml){ .arena = &cx->arena, .source = source, .arg = arg };
	m->text = arena_new(&cx->arena, char, MARC_ENTRY_BYTES);
	m->texts = arena_new(&cx->arena, char, MARCXML_RECORD_BYTES);
	m->parser = XML_ParserCreate(NULL);
	CHECK(m->parser);
	ctx_defer(cx, end_parser, m->parser);
	XML_SetUserData(m->parser, m);
	XML_SetElementHandler(m->parser, on_start, on_end);
	XML_SetCharacterDataHandler(m->parser, on_text);
	XML_SetDefaultHandler(m->parser, on_rest);
	XML_SetEntityDeclHandler(m->parser, on_entity);
	return m;
}
