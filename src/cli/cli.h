/* cli.h - the command line: a table of commands and the functions it names. */
#ifndef CLI_H
#define CLI_H

#include "library/app.h"

/* What is left of the command line when the settings and the command's words are taken off. */
struct args {
	char **v;
	int n;
};

typedef enum err command(struct ctx *, const struct conf *, struct args *);

struct command_line {
	const char *words, *arguments, *summary;
	command *run;
};

#define COMMAND(words, name, arguments, summary) command cli_##name;
#include "cli/commands.def"
#undef COMMAND

extern const struct command_line cli_commands[];
extern const size_t cli_commands_n;

/* Run the program: settings, command, error message. Returns the exit status. */
int cli_run(int argc, char **argv);

/* Take "--name" off the arguments; true when it was there. */
bool cli_flag(struct args *a, const char *name);
/* Take "--name VALUE" or "--name=VALUE" off; *out untouched when it is not there. ERR_INVALID without a value. */
enum err cli_option(struct ctx *cx, struct args *a, const char *name, const char **out) NODISCARD;
/* ERR_INVALID unless between min and max words, and no unknown option, are left. */
enum err cli_words(struct ctx *cx, const struct args *a, int min, int max) NODISCARD;

/* What a command about one's own library needs: the app, a connection, who asks. *app is NULL, or to be closed, also after an error. */
enum err cli_library_open(struct ctx *cx, const struct conf *conf, struct app **app) NODISCARD;
void cli_library_close(struct ctx *cx, struct app *app);

/* The whole file, at most max bytes; ERR_IO, ERR_TOO_LARGE. */
enum err cli_read_file(struct ctx *cx, const char *path, size_t max, str *out) NODISCARD;

/* A progress bar on standard error, where that is a terminal. `arg` is a label. */
void cli_progress(void *arg, int64_t done, int64_t all);

/* Print on standard output; at most `width` columns of s, filled with blanks when `fill`. */
void cli_column(str s, int width, bool fill);

#endif
