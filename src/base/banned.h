/* banned.h - C library calls that have no place here; included before every file by the Makefile.
 *
 * strcpy and strcat know no limit, sprintf neither; strtok, gmtime and localtime keep state that threads share; atoi cannot
 * say no. */
#ifndef BANNED_H
#define BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets atoi atol atof gmtime localtime \
	asctime ctime

#endif
