// search.test.mjs - GET /books/search, / and /health.
import assert from 'node:assert/strict';
import { after, before, test } from './suite.mjs';
import { client } from './client.mjs';
import { start } from './server.mjs';

let server, api;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());

const itemKeys = ['id', 'title', 'authors', 'publishedDate', 'categories', 'averageRating', 'ratingsCount', 'pageCount',
	'imageLinks', 'publisher', 'infoLink', 'previewLink', 'descriptionSnippet'];

test('the starter catalogue answers without any import or key', async () => {
	const { status, body } = await api.get('/books/search?q=pride+and+prejud');
	assert.equal(status, 200);
	assert.equal(body.items[0].title, 'Pride and Prejudice');
	assert.deepEqual(body.items[0].authors, ['Jane Austen']);
	for (const item of body.items) for (const key of itemKeys) assert.ok(key in item, key);
	assert.equal(body.totalItems, body.items.length);
});

test('words of other scripts and percent-encoded ones are found', async () => {
	const { body } = await api.get(`/books/search?q=${encodeURIComponent('Война и мир')}`);
	assert.equal(body.items[0].title, 'Война и мир');
});

test('maxResults is clamped to 1 to 40 and must be a number', async () => {
	const count = async (max) => (await api.get(`/books/search?q=the&maxResults=${max}`)).body.items.length;
	assert.equal(await count('1'), 1);
	assert.equal(await count('%205%20'), 5);
	assert.equal(await count('%2B5'), 5);
	assert.equal(await count('-3'), 1);
	assert.ok(await count('1000') <= 40);
	for (const bad of ['2.5', '', 'abc'])
		assert.equal((await api.get(`/books/search?q=x&maxResults=${bad}`)).body.error, 'invalid_max_results');
});

test('an empty query is refused, a strange one finds nothing', async () => {
	for (const q of ['', '?q=', '?q=%20', '?maxResults=abc'])
		assert.equal((await api.get(`/books/search${q}`)).body.error, 'missing_query');
	assert.equal((await api.get('/books/search?q=zzzzqqqqxxxx')).status, 200);
	assert.equal((await api.get(`/books/search?q=${'%F0%9F%93%9A'.repeat(300)}`)).status, 200);
});

test('health, and the root for programs and for browsers', async () => {
	assert.deepEqual((await api.get('/health')).body, { status: 'ok', mode: 'development' });
	assert.deepEqual((await api.get('/')).body, { message: 'Use POST /detect/spines or /scan/capture', status: 'ok' });
	const page = await api.get('/', { accept: 'text/html,application/xhtml+xml' });
	assert.match(page.headers.get('content-type'), /^text\/html/);
	assert.match(page.body, /<script[^>]+src="/);
	assert.match(page.headers.get('content-security-policy'), /default-src 'self'/);
	for (const [, path] of page.body.matchAll(/(?:src|href)="\.?(\/[^"]+)"/g))
		assert.equal((await api.get(path)).status, 200, path);
	assert.equal((await api.get('/assets/..%2Findex.html')).status, 404);
	assert.equal((await api.get('/assets/nothing.js')).status, 404);
});
