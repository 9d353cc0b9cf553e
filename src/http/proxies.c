/* proxies.c - see proxies.h. */
#include "http/proxies.h"

#include "http/request.h"

#include <string.h>

enum err proxies_read(struct ctx *cx, str list, struct proxies *out)
{
	out->n = 0;
	while (list.n) {
		str one = request_trim(str_cut(&list, ','));

		if (!one.n)
			continue;
		if (out->n == PROXIES_MAX)
			return fail(cx, ERR_CONFIG, "trusted_proxies has at most %d addresses",
				    PROXIES_MAX);
		if (!network_read(one, &out->networks[out->n++]))
			return fail(cx, ERR_CONFIG,
				    "trusted_proxies (BOOKSHELF_TRUSTED_PROXIES): \"" STR_FMT
				    "\" is no address and no network such as 10.0.0.0/8",
				    STR_ARG(one));
	}
	return OK;
}

static bool is_trusted(const struct proxies *p, const struct address *a)
{
	for (size_t i = 0; i < p->n; i++)
		if (network_has(&p->networks[i], a))
			return true;
	return false;
}

/* The part of *list behind its last comma, cut off it. */
static str cut_last(str *list)
{
	size_t n = list->n;
	str last;

	while (n && list->p[n - 1] != ',')
		n--;
	last = (str){ list->p + n, list->n - n };
	list->n = n ? n - 1 : 0;
	return request_trim(last);
}

static bool is_named(const struct http_pair *h, const char *name)
{
	return request_same(h->name, str_from(name));
}

/* The last word of the last such header: what the nearest proxy says. */
static str last_word(const struct http_req *req, const char *name)
{
	for (size_t i = req->nheaders; i-- > 0;) {
		str list = req->headers[i].value;

		if (is_named(&req->headers[i], name))
			return cut_last(&list);
	}
	return (str){ NULL, 0 };
}

/* False: go on. */
static bool is_found(const struct proxies *p, str word, struct address *client, bool *malformed)
{
	struct address a;

	*malformed = !address_read(word, true, &a);
	if (*malformed)
		return true;
	*client = a;
	return !is_trusted(p, &a);
}

static struct address client_of(const struct proxies *p, const struct http_req *req)
{
	struct address client = req->from;
	bool malformed = false;

	for (size_t i = req->nheaders; i-- > 0;) {
		str list = req->headers[i].value;

		if (!is_named(&req->headers[i], "X-Forwarded-For"))
			continue;
		do {
			if (is_found(p, cut_last(&list), &client, &malformed))
				return malformed ? req->from : client;
		} while (list.n);
	}
	return client;
}

void proxies_apply(struct ctx *cx, const struct proxies *p, struct http_req *req)
{
	str host = { NULL, 0 };
	struct address client;
	char *name;

	req->host = http_header(req, "Host");
	if (!p->n || !is_trusted(p, &req->from))
		return;
	req->secure = request_same(last_word(req, "X-Forwarded-Proto"), S("https"));
	if ((host = last_word(req, "X-Forwarded-Host")).n)
		req->host = host;
	client = client_of(p, req);
	if (memcmp(&client, &req->from, sizeof client) == 0)
		return;
	req->from = client;
	name = arena_new(&cx->arena, char, INET6_ADDRSTRLEN);
	address_name(&client, name);
	req->address = str_from(name);
}
