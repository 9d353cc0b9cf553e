/* db_pool.c - see db_pool.h. The connection given back last is lent first: its caches are warm. */
#include "db/db_pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct db_pool {
	pthread_mutex_t lock;
	pthread_cond_t given_back;
	char *url;
	int max, open, idle;
	struct db *stack[256]; /* the idle ones */
};

struct db_pool *db_pool_open(str url, int max)
{
	struct db_pool *p = xmalloc(sizeof *p);

	CHECK(max >= 1 && max <= (int)countof(p->stack));
	*p = (struct db_pool){ .max = max };
	p->url = xmalloc(url.n + 1);
	memcpy(p->url, url.p, url.n);
	p->url[url.n] = '\0';
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->given_back, NULL);
	return p;
}

void db_pool_close(struct db_pool *p)
{
	if (!p)
		return;
	CHECK(p->idle == p->open);
	for (int i = 0; i < p->idle; i++)
		db_close(p->stack[i]);
	pthread_cond_destroy(&p->given_back);
	pthread_mutex_destroy(&p->lock);
	free(p->url);
	free(p);
}

enum err db_lend(struct ctx *cx, struct db_pool *p)
{
	enum err e;

	if (cx->db)
		return OK;
	pthread_mutex_lock(&p->lock);
	while (!p->idle && p->open == p->max)
		pthread_cond_wait(&p->given_back, &p->lock);
	if (p->idle) {
		cx->db = p->stack[--p->idle];
		pthread_mutex_unlock(&p->lock);
		return OK;
	}
	p->open++;
	pthread_mutex_unlock(&p->lock);
	if (!(e = db_open(cx, str_from(p->url), &cx->db)))
		return OK;
	pthread_mutex_lock(&p->lock);
	p->open--;
	pthread_cond_signal(&p->given_back);
	pthread_mutex_unlock(&p->lock);
	return e;
}

void db_give_back(struct ctx *cx, struct db_pool *p)
{
	if (!cx->db)
		return;
	db_rollback(cx);
	pthread_mutex_lock(&p->lock);
	p->stack[p->idle++] = cx->db;
	pthread_cond_signal(&p->given_back);
	pthread_mutex_unlock(&p->lock);
	cx->db = NULL;
}
