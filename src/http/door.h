/* door.h - who comes in and who is shown out: the listening socket, the register of open
 * connections, their deadlines.
 *
 * One thread accepts connections and watches the clock. It knows sockets, not HTTP: the server
 * behind it tells each connection's phase. Why deadlines are ours: the HTTP library's timeout
 * starts again with every byte, so one byte a second would keep a connection for ever. */
#ifndef DOOR_H
#define DOOR_H

#include "conf/conf.h"

#include <pthread.h>
#include <sys/socket.h>

struct door;

enum door_phase {
	DOOR_FRESH, /* accepted: head_timeout_ms in all until the head is complete */
	DOOR_IDLE,  /* between two requests: idle_timeout_ms until the first byte, then DOOR_HEAD */
	DOOR_HEAD,  /* head_timeout_ms; 408 */
	DOOR_BODY,  /* at least body_min_rate in every stretch of head_timeout_ms; 408 */
	DOOR_WORK,  /* the answer is being made in a pool: as long as it takes */
	DOOR_LOOP, /* the same on the event loop, which meanwhile serves nobody: the clocks of heads,
		     * bodies and sends stand still, for whoever's loop it is */
	DOOR_SEND  /* the client takes at least body_min_rate in every stretch of head_timeout_ms */
};

/* A connection as the door sees it: the first member of the server's own. Set up by door_add. */
struct door_conn {
	struct door_conn *prev, *next;
	pthread_mutex_t lock; /* of the members below */
	int fd;
	enum door_phase phase;
	int64_t since_us; /* of the phase, or of the stretch of the body */
	/* DOOR_BODY: received in this stretch. Once known: DOOR_IDLE: ever received; DOOR_SEND: ever
	 * taken by the client, when this stretch began. */
	uint64_t bytes;
	bool known;
	bool given_up; /* shown out: whatever comes now is too late */
	bool unread;   /* the client may still be sending: see drain() */
};

/* Listen, and call take(arg, fd, …) on the door's thread for each connection; take owns fd.
 * ERR_CONFIG: the address cannot be used. */
enum err door_open(struct ctx *cx, const struct conf *conf, struct door **out) NODISCARD;
void door_start(struct door *d, void (*take)(void *arg, int fd, const struct sockaddr *, socklen_t),
		void *arg);
int door_port(const struct door *d);

void door_add(struct door *d, struct door_conn *c, int fd);

/* The connection is about to be closed by its owner, who may free c afterwards. */
void door_remove(struct door *d, struct door_conn *c);

/* Any thread that owns c. False: it was shown out in the meantime. */
bool door_phase_set(struct door_conn *c, enum door_phase phase);
bool door_body_came(struct door_conn *c, size_t bytes);
bool door_send_starts(struct door_conn *c);
void door_unread(struct door_conn *c);
bool door_given_up(struct door_conn *c);

/* The client has closed its side. */
bool door_client_gone(struct door_conn *c);

/* Shut out those whose request is not complete yet. */
void door_hurry(struct door *d);

/* Call see(c) for each connection; it may call door_phase_set and the like, but not add or
 * remove. */
void door_each(struct door *d, void (*see)(struct door_conn *c));

/* In this order: no new connections from now on (those already queued still come in); end the
 * thread, take is never called again; free it, when no connection is left. */
void door_shut(struct door *d);
void door_stop(struct door *d);
void door_close(struct door *d);

#endif
