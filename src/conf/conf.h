/* conf.h - the settings: settings.def as a struct, and where their values come from. */
#ifndef CONF_H
#define CONF_H

#include "base/ctx.h"

struct conf {
#define TEXT(name, ...) str name;
#define SECRET(name, ...) str name;
#define NUMBER(name, ...) int64_t name;
#define FLAG(name, ...) bool name;
#include "conf/settings.def"
#undef TEXT
#undef SECRET
#undef NUMBER
#undef FLAG
	bool dev_identity_set; /* somebody chose dev_identity: production's default does not apply */
};

/* The program's folder of things fetched once (models, libraries): $BOOKSHELF_CACHE, else
 * $XDG_CACHE_HOME/bookshelf, else ~/.cache/bookshelf. */
str conf_cache_dir(struct ctx *cx);

/* Fill *out: defaults, then the file, the environment, then the options among args, which may stand
 * before, between and behind other words. What is not an option of settings.def stays, in order,
 * in args[0..*n). Texts live as long as cx's arena. A wrong value is ERR_CONFIG and names the setting. */
enum err conf_load(struct ctx *cx, char **args, int *n, struct conf *out) NODISCARD;

/* Set one by its name, variable or --flag form; ERR_NOT_FOUND when there is none of that name. */
enum err conf_set(struct ctx *cx, struct conf *c, str name, str value) NODISCARD;

/* All settings: name, variable, default, limits and help, as Markdown for docs/settings.md, or the
 * values in force, one `name = value` a line, without the passwords in them. */
void conf_put_reference(struct buf *out);
void conf_put_values(const struct conf *c, struct buf *out);

/* The text of a settings file as it is, but for secrets and the passwords in addresses. */
void conf_put_file(str text, struct buf *out);

#endif
