/* test_http_proxies.c - addresses, networks, and whom proxies are believed to speak for. */
#include "t.h"

#include "http/proxies.h"

#include <string.h>

static struct address parsed(const char *text)
{
	struct address a = { { 0 } };

	EXPECT(address_read(str_from(text), false, &a));
	return a;
}

TEST(addresses_are_read_and_named_the_same_in_every_form)
{
	static const struct {
		const char *text, *name; /* NULL: refused */
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "2001:DB8:0::1", "2001:db8::1" },
		{ "192.0.2.1:443", "192.0.2.1" },
		{ "[2001:db8::1]", "2001:db8::1" },
		{ "[2001:db8::1]:443", "2001:db8::1" },
		{ "", NULL },
		{ "192.0.2", NULL },
		{ "192.0.2.256", NULL },
		{ "192.0.2.1:", NULL },
		{ "192.0.2.1:x", NULL },
		{ "192.0.2.1:65536", NULL },
		{ "192.0.2.1:-1", NULL },
		{ "[192.0.2.1]", NULL },
		{ "[2001:db8::1", NULL },
		{ "[2001:db8::1]x", NULL },
		{ "[2001:db8::1]:", NULL },
		{ "unknown", NULL },
		{ "_hidden", NULL },
		{ "fe80::1%eth0", NULL },
		{ "localhost", NULL },
		{ "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", NULL },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		char name[INET6_ADDRSTRLEN];
		struct address a;
		bool ok = address_read(str_from(cases[i].text), true, &a);

		EXPECT(ok == (cases[i].name != NULL));
		if (!ok || !cases[i].name)
			continue;
		address_name(&a, name);
		EXPECT_STR(str_from(name), cases[i].name);
	}
}

TEST(networks_hold_the_addresses_of_their_prefix)
{
	static const struct {
		const char *network, *address;
		int in; /* -1: no network */
	} cases[] = {
		{ "10.0.0.0/8", "10.255.0.1", 1 },
		{ "10.0.0.0/8", "11.0.0.1", 0 },
		{ "10.0.0.0/9", "10.127.0.1", 1 },
		{ "10.0.0.0/9", "10.128.0.1", 0 },
		{ "10.0.0.1", "10.0.0.1", 1 },
		{ "10.0.0.1", "10.0.0.2", 0 },
		{ "10.0.0.1/32", "10.0.0.1", 1 },
		{ "0.0.0.0/0", "203.0.113.9", 1 },
		{ "0.0.0.0/0", "2001:db8::1", 0 },
		{ "2001:db8::/33", "2001:db8:7fff::1", 1 },
		{ "2001:db8::/33", "2001:db8:8000::1", 0 },
		{ "::/0", "10.0.0.1", 1 },
		{ "::1", "::1", 1 },
		{ "10.0.0.0/33", "10.0.0.1", -1 },
		{ "10.0.0.0/", "10.0.0.1", -1 },
		{ "10.0.0.0/-1", "10.0.0.1", -1 },
		{ "10.0.0.0/8/8", "10.0.0.1", -1 },
		{ "::/129", "::1", -1 },
		{ "10.0.0.0:80", "10.0.0.1", -1 },
		{ "proxy", "10.0.0.1", -1 },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct address a = parsed(cases[i].address);
		struct network n;
		bool ok = network_read(str_from(cases[i].network), &n);

		EXPECT(ok == (cases[i].in >= 0));
		if (ok)
			EXPECT(network_has(&n, &a) == (cases[i].in == 1));
	}
}

TEST(proxies_that_are_no_addresses_are_refused_at_the_start)
{
	struct ctx cx = ctx_make(NULL);
	struct proxies p;

	EXPECT(proxies_read(&cx, S(""), &p) == OK && p.n == 0);
	EXPECT(proxies_read(&cx, S(" 127.0.0.1, ::1 ,10.0.0.0/8,"), &p) == OK && p.n == 3);
	EXPECT(proxies_read(&cx, S("127.0.0.1, nginx"), &p) == ERR_CONFIG &&
	       strstr(cx.err_text.p, "nginx"));
	ctx_end(&cx);
}

struct said {
	const char *name, *value;
};

static struct http_req told(struct ctx *cx, const char *trusted, const char *from,
			    const struct said said[4])
{
	struct http_pair *h = arena_new(&cx->arena, struct http_pair, 4);
	struct http_req req = { .headers = h, .address = str_from(from), .from = parsed(from) };
	struct proxies p;

	for (; req.nheaders < 4 && said[req.nheaders].name; req.nheaders++)
		h[req.nheaders] = (struct http_pair){ str_from(said[req.nheaders].name),
						      str_from(said[req.nheaders].value) };
	EXPECT(proxies_read(cx, str_from(trusted), &p) == OK);
	proxies_apply(cx, &p, &req);
	return req;
}

#define FOR "X-Forwarded-For"

TEST(the_client_is_the_first_from_the_right_that_is_no_trusted_proxy)
{
	static const struct {
		const char *trusted, *from;
		struct said said[4];
		const char *client;
	} cases[] = {
		{ "", "203.0.113.9", { { FOR, "1.2.3.4" } }, "203.0.113.9" },
		{ "10.0.0.0/8", "203.0.113.9", { { FOR, "1.2.3.4" } }, "203.0.113.9" },
		{ "10.0.0.0/8", "10.0.0.1", { { FOR, "1.2.3.4" } }, "1.2.3.4" },
		{ "10.0.0.0/8", "10.0.0.1", { { "x-forwarded-for", "1.2.3.4:5678" } }, "1.2.3.4" },
		{ "10.0.0.0/8", "10.0.0.1", { { FOR, "6.6.6.6, 1.2.3.4, 10.0.0.2" } }, "1.2.3.4" },
		{ "10.0.0.0/8", "10.0.0.1", { { FOR, "6.6.6.6" }, { FOR, "1.2.3.4" } }, "1.2.3.4" },
		{ "10.0.0.0/8", "10.0.0.1", { { FOR, "nonsense, 1.2.3.4" } }, "1.2.3.4" },
		{ "10.0.0.0/8", "10.0.0.1", { { FOR, "1.2.3.4, nonsense" } }, "10.0.0.1" },
		{ "10.0.0.0/8",
		  "10.0.0.1",
		  { { FOR, "1.2.3.4, nonsense, 10.0.0.2" } },
		  "10.0.0.1" },
		{ "10.0.0.0/8", "10.0.0.1", { { FOR, "1.2.3.4," } }, "10.0.0.1" },
		{ "10.0.0.0/8", "10.0.0.1", { { FOR, "" } }, "10.0.0.1" },
		{ "10.0.0.0/8", "10.0.0.1", { { FOR, "10.0.0.3, 10.0.0.2" } }, "10.0.0.3" },
		{ "10.0.0.0/8", "10.0.0.1", { { "Forwarded", "for=1.2.3.4" } }, "10.0.0.1" },
		{ "::1", "::1", { { FOR, "2001:DB8::7" } }, "2001:db8::7" },
		{ "127.0.0.1",
		  "::ffff:127.0.0.1",
		  { { FOR, "[2001:db8::7]:443" } },
		  "2001:db8::7" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx = ctx_make(NULL);
		struct http_req req = told(&cx, cases[i].trusted, cases[i].from, cases[i].said);
		struct address want = parsed(cases[i].client);

		EXPECT_STR(req.address, cases[i].client);
		EXPECT(memcmp(&req.from, &want, sizeof want) == 0);
		ctx_end(&cx);
	}
}

TEST(https_and_the_host_are_believed_of_the_nearest_trusted_proxy_only)
{
	static const struct said said[4] = { { "Host", "inside:5001" },
					     { "X-Forwarded-Proto", "http, HTTPS" },
					     { "X-Forwarded-Host", "evil, books.example.org" } };
	static const struct said plain[4] = { { "Host", "inside:5001" },
					      { "X-Forwarded-Proto", "https,http" } };
	struct ctx cx = ctx_make(NULL);
	struct http_req req = told(&cx, "10.0.0.1", "10.0.0.1", said);

	EXPECT(req.secure);
	EXPECT_STR(req.host, "books.example.org");
	req = told(&cx, "10.0.0.1", "10.0.0.2", said);
	EXPECT(!req.secure);
	EXPECT_STR(req.host, "inside:5001");
	req = told(&cx, "10.0.0.1", "10.0.0.1", plain);
	EXPECT(!req.secure);
	EXPECT_STR(req.host, "inside:5001");
	ctx_end(&cx);
}
