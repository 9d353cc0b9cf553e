/* cors.h - which web pages of other origins may read the answers (the Fetch standard's CORS
 * protocol). */
#ifndef CORS_H
#define CORS_H

#include "http/http.h"

/* Add the headers for the origin that asks to any answer, errors too. `allowed` is the setting
 * allowed_origins, by names or "*"; no answer ever allows credentials, so that a page elsewhere must
 * have a token. "*" echoes whoever asks; a list with commas echoes those in it and gives
 * others no header. They may read the headers of paging, states and
 * waiting. An OPTIONS that asks for a method of the API (a preflight) is also told the
 * methods, and gets back the headers it asks for, sorted. */
void cors_apply(struct ctx *cx, str allowed, const struct http_req *req, struct http_res *res);

/* May the cookie of this request be believed: is it sent by a page of this server, of an allowed origin that is named, or by no
 * page at all? A browser's Sec-Fetch-Site is believed first, which no script can write; else Origin must name the host that was
 * asked, and https where that was. Requests without either come from no page. `allowed`: the setting; its * names nobody. */
bool http_same_origin(const struct http_req *req, str allowed);

/* Cross-Origin-Resource-Policy of the answer: whether pages of others may show it. */
str cors_policy(str allowed);

#endif
