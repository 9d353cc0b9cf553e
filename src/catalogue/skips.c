/* skips.c - see skips.h. */
#include "catalogue/skips.h"

#include "base/utf8.h"

static struct skip *find(struct ctx *cx, struct skips *s, const char *reason)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->items[i].reason, reason) == 0)
			return &s->items[i];
	if (s->n == SKIPS_REASONS)
		return &s->items[SKIPS_REASONS - 1];
	s->items[s->n] = (struct skip){ .reason = str_dup(&cx->arena, str_from(reason)).p };
	return &s->items[s->n++];
}

/* Its first printable ASCII and valid letters; of bytes that are no text, nothing. */
static str head(struct ctx *cx, str text)
{
	struct buf b = buf_make(&cx->arena, SKIPS_SAMPLE_BYTES + 8);

	while (text.n && b.n < SKIPS_SAMPLE_BYTES) {
		int32_t cp = utf8_next(&text);

		if (cp < 0)
			break;
		utf8_put(&b, cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ? ' ' : cp);
	}
	return buf_str(&b);
}

void skips_add(struct ctx *cx, struct skips *s, const char *reason, int64_t line, str text)
{
	struct skip *k = find(cx, s, reason);

	if (k->n < SKIPS_SAMPLES) {
		k->sample[k->n].line = line;
		k->sample[k->n].text = head(cx, text);
	}
	k->n++;
	s->all++;
}
