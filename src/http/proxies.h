/* proxies.h - whom a request comes from when proxies stand between.
 *
 * What X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host say is believed only when the connection comes from an address of
 * the setting trusted_proxies. Forwarded (RFC 7239) is not read: a proxy that writes the one passes the other on as the client
 * sent it, so that believing both would let clients choose their address. */
#ifndef PROXIES_H
#define PROXIES_H

#include "base/ctx.h"
#include "http/address.h"
#include "http/http.h"

enum { PROXIES_MAX = 64 };

struct proxies {
	struct network networks[PROXIES_MAX];
	size_t n;
};

/* The setting: addresses and networks, separated by commas. ERR_CONFIG names what is none. */
enum err proxies_read(struct ctx *cx, str list, struct proxies *out) NODISCARD;

/* Who sends the request: of the addresses in X-Forwarded-For, read from the right, the first that is no trusted proxy; when all
 * are, the leftmost. One that is malformed before that is found: the connection's own, as when nothing is said. Where it is not
 * the connection's, req->address is it, in the arena. req->secure: the nearest proxy got it by https. req->host: what the nearest proxy
 * says was asked for in X-Forwarded-Host, else Host. */
void proxies_apply(struct ctx *cx, const struct proxies *p, struct http_req *req);

#endif
