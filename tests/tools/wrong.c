/* wrong.c - does what a sanitizer is to see: `wrong leak | beyond | overflow | race | race-and-linger`; `wrong known` does what is
 * suppressed; without a word, nothing. */
#include "base/str.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:known"; }
#endif

#ifdef __SANITIZE_THREAD__
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void) { return "race:known"; }
#endif

static int shared;

static void *add(void *arg)
{
	shared++;
	return arg;
}

static void *known(void *arg)
{
	char *volatile p = malloc(8);

	p = NULL;
	shared++;
	return p ? p : arg;
}

static void race(void *(*what)(void *arg), bool linger)
{
	pthread_t other;

	if (pthread_create(&other, NULL, what, NULL))
		exit(2);
	what(NULL);
	pthread_join(other, NULL);
	printf("done\n");
	fflush(stdout);
	if (linger)
		pause();
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	volatile int most = INT_MAX;
	char *volatile p = malloc(8);

	if (strcmp(what, "beyond") == 0)
		p[argc + 6] = 1;
	if (strcmp(what, "leak") != 0)
		free(p);
	p = NULL;
	if (strcmp(what, "overflow") == 0)
		most += argc;
	if (strncmp(what, "race", 4) == 0)
		race(add, strcmp(what, "race-and-linger") == 0);
	if (strcmp(what, "known") == 0)
		race(known, false);
	return 0;
}
