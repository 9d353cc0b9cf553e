/* online.h - asking online catalogues, as a second step: when the catalogue here has no good answer, the sources are set up and the
 * person allows it. Nobody waits: what is kept is answered at once, what is not is asked for in the background, once however many
 * want to know, and is there when it is asked for again. */
#ifndef ONLINE_H
#define ONLINE_H

#include "library/app.h"
#include "library/online_source.h"

struct online;

/* As the settings say; *out is NULL when they name no source. ERR_CONFIG: they name one that there is not, or an address that is
 * none. The app must outlive it. */
enum err online_open(struct ctx *cx, struct app *app, struct online **out) NODISCARD;
void online_close(struct online *o); /* gives up what is running */

enum online_state {
	ONLINE_OFF,         /* no source is set up here, or nobody is known */
	ONLINE_NOT_ALLOWED, /* the person has not said that they may be asked */
	ONLINE_LOCAL,       /* the catalogue here knows well enough; nobody was asked */
	ONLINE_ASKED,       /* being asked */
	ONLINE_DONE,        /* at least one has answered, perhaps that it knows nothing */
	ONLINE_UNAVAILABLE, /* none of them has */
	ONLINE__STATES
};
extern const char *const online_states[ONLINE__STATES];

/* Why a source has not answered. */
struct online_note {
	const char *source, *reason; /* a line of online_sources.def; away, slow, … */
	str message;                 /* for people, naming the source */
};

struct online_found {
	enum online_state state;
	struct online_list books; /* of all sources, in their order */
	struct online_note notes[ONLINE_SOURCES_MAX];
	size_t nnotes;
	int64_t wait_ms; /* of ONLINE_ASKED: ask again after so long */
};

/* The names of those that are set up, for people; NULL: none. */
size_t online_names_of(const struct online *o, const char *names[ONLINE_SOURCES_MAX]);

/* Whether the actor has allowed it. Lends cx a connection. */
enum err online_allowed(struct ctx *cx, bool *out) NODISCARD;

/* What is known, and have the rest asked for, in the name of the actor. Lends cx a connection. */
enum err online_search(struct ctx *cx, struct online *o, str query,
		       struct online_found *out) NODISCARD;

/* All sources that are set up want a key, and none has one: nobody could be asked. */
bool online_lacks_key(const struct online *o);

/* Housekeeping: what is too old, and more than is worth keeping. */
enum err online_purge(struct ctx *cx) NODISCARD;

#endif
