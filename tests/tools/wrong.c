/* wrong.c - does what a sanitizer is to see: `wrong leak | beyond | overflow | race | race-and-linger`; without a word, nothing. */
#include "base/str.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int shared;

static void *add(void *arg)
{
	shared++;
	return arg;
}

static void race(bool linger)
{
	pthread_t other;

	if (pthread_create(&other, NULL, add, NULL))
		exit(2);
	shared++;
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
		race(strcmp(what, "race-and-linger") == 0);
	return 0;
}
