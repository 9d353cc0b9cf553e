// Who is let in: proxies that are believed, pages that may call, what every answer says to browsers.
import assert from 'node:assert/strict';
import { after, before, test } from './suite.mjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client } from './client.mjs';
import { once } from './raw.mjs';
import { start, until } from './server.mjs';

let s;
before(async () => { s = await start({ env: { BOOKSHELF_TRUSTED_PROXIES: '127.0.0.1' } }); });
after(async () => { assert.equal((await s.stop()).code, 0); });

const production = (dir, env) => start({ dataDir: dir, env: { BOOKSHELF_ENV: 'production', DATABASE_URL: `sqlite:${dir}/own.db`, ...env } });

async function inProduction(env, run) {
	const dir = mkdtempSync(join(tmpdir(), 'bookshelf-door-'));
	const own = await production(dir, env);
	try {
		await run(own);
	} finally {
		await own.stop();
		rmSync(dir, { recursive: true, force: true });
	}
}

const logged = (server, id) => until(() => server.events('request').find((line) => line.request_id === id), 'the line');

test('the log names the client that a trusted proxy names, and nobody else may', async () => {
	await fetch(`${s.url}/health`, { headers: { 'x-request-id': 'far', 'x-forwarded-for': '6.6.6.6, 203.0.113.9' } });
	assert.equal((await logged(s, 'far')).client, '203.0.113.9');
	await fetch(`${s.url}/health`, { headers: { 'x-request-id': 'odd', 'x-forwarded-for': '203.0.113.9, <script>' } });
	assert.equal((await logged(s, 'odd')).client, '127.0.0.1');
	const alone = await start();
	await fetch(`${alone.url}/health`, { headers: { 'x-request-id': 'lie', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' } });
	assert.equal((await logged(alone, 'lie')).client, '127.0.0.1');
	await alone.stop();
});

test('browsers are told to stay with https when a trusted proxy says they came by it', async () => {
	const ask = async (url, headers) => (await fetch(`${url}/health`, { headers })).headers.get('strict-transport-security');
	assert.match(await ask(s.url, { 'x-forwarded-proto': 'https' }), /^max-age=31536000/);
	assert.equal(await ask(s.url, { 'x-forwarded-proto': 'http' }), null);
	assert.equal(await ask(s.url, {}), null);
});

test('every answer says that it is not to be guessed at, framed or passed on', async () => {
	for (const [method, path, status, type] of [['GET', '/health', 200, /json/], ['GET', '/nothing', 404, /problem/], ['DELETE', '/health', 405, /problem/],
		['POST', '/library/me/books', 400, /problem/], ['OPTIONS', '/health', 200, null], ['GET', '/favicon.svg', 200, /^image\/svg\+xml; charset=utf-8$/], ['GET', '/docs', 200, /html/]]) {
		const answer = await fetch(s.url + path, { method, redirect: 'manual' });
		const get = (name) => answer.headers.get(name);
		assert.equal(answer.status, status, path);
		if (type) assert.match(get('content-type'), type);
		assert.equal(get('x-content-type-options'), 'nosniff', path);
		assert.equal(get('referrer-policy'), 'no-referrer', path);
		assert.match(get('content-security-policy'), /frame-ancestors 'none'/, path);
		assert.match(get('content-security-policy'), /html/.test(get('content-type')) ? /default-src 'self'/ : /default-src 'none'/, path);
		assert.equal(get('cross-origin-resource-policy'), 'cross-origin', 'in development any page may show it');
		if (type?.source === 'html') {
			assert.equal(get('cross-origin-opener-policy'), 'same-origin', path);
			assert.match(get('permissions-policy'), /camera=\(self\)/, path);
		}
		assert.equal(get('access-control-allow-credentials'), null, path);
		await answer.arrayBuffer();
	}
	const malformed = await once(s.port, 'GET /health HTTP/1.1\r\n\r\n');
	assert.equal(malformed.status, 400);
	assert.equal(malformed.headers['x-content-type-options'], 'nosniff');
});

test('in production no page of another origin may call, unless it is named', async () => {
	await inProduction({}, async (own) => {
		const answer = await fetch(`${own.url}/health`, { headers: { origin: 'https://app.example.org' } });
		assert.equal(answer.status, 200);
		assert.equal(answer.headers.get('access-control-allow-origin'), null);
		assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin');
	});
	await inProduction({ BOOKSHELF_ALLOWED_ORIGINS: 'https://app.example.org' }, async (own) => {
		const ask = async (origin) => (await fetch(`${own.url}/health`, { headers: { origin } })).headers;
		assert.equal((await ask('https://app.example.org')).get('access-control-allow-origin'), 'https://app.example.org');
		assert.equal((await ask('https://app.example.org.evil')).get('access-control-allow-origin'), null);
		assert.equal((await ask('https://evil')).get('vary'), 'Origin');
	});
});

test('production does not start with * for pages, nor with a proxy that is no address', async () => {
	for (const [env, says] of [[{ BOOKSHELF_ALLOWED_ORIGINS: '*' }, /BOOKSHELF_ALLOWED_ORIGINS.*name the pages/s], [{ BOOKSHELF_TRUSTED_PROXIES: 'nginx' }, /BOOKSHELF_TRUSTED_PROXIES.*nginx/s]]) {
		const dir = mkdtempSync(join(tmpdir(), 'bookshelf-door-'));
		await assert.rejects(production(dir, env), says);
		rmSync(dir, { recursive: true, force: true });
	}
});

test('a page of another origin cannot use the cookie', async () => {
	const refresh = (headers) => client(s.url).post('/auth/refresh', {}, { 'x-bookshelf-client': 'web', ...headers });
	assert.equal((await refresh({ origin: 'https://evil.example' })).status, 403);
	assert.equal((await refresh({ origin: s.url, 'sec-fetch-site': 'cross-site' })).status, 403);
	assert.notEqual((await refresh({ origin: s.url })).status, 403);
	assert.notEqual((await refresh({ origin: 'https://books.example.org', 'x-forwarded-host': 'books.example.org', 'x-forwarded-proto': 'https' })).status, 403);
	assert.equal((await refresh({ origin: 'http://books.example.org', 'x-forwarded-host': 'books.example.org', 'x-forwarded-proto': 'https' })).status, 403);
});

test('a request takes part in the trace of its caller, and the answer names its own span', async () => {
	const trace = '4bf92f3577b34da6a3ce929d0e0e4736', span = '00f067aa0ba902b7';
	const ask = async (traceparent) => (await fetch(`${s.url}/health`, { headers: traceparent ? { traceparent } : {} })).headers;
	const joined = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec((await ask(`00-${trace}-${span}-01`)).get('traceparent'));
	assert.deepEqual([joined[1], joined[3]], [trace, '01']);
	assert.notEqual(joined[2], span);
	for (const bad of [undefined, `00-${trace}-${span}-01-x`, `ff-${trace}-${span}-01`, `00-${trace.toUpperCase()}-${span}-01`, `00-${'0'.repeat(32)}-${span}-01`]) {
		const answer = (await ask(bad)).get('traceparent');
		assert.match(answer, /^00-[0-9a-f]{32}-[0-9a-f]{16}-02$/);
		assert.ok(!answer.includes(trace), bad);
	}
	const line = await until(() => s.events('request').find((event) => event.trace_id === trace), 'the line');
	assert.equal(line.span_id, joined[2]);
	assert.equal(line.request_id, trace);
});

test('the log says which route and who, but not what was searched for, nor an e-mail address', async () => {
	const me = client(s.url).as('secret.person@example.org'), id = { 'x-request-id': 'quiet' };
	const added = await me.post('/library/me/books', { title: 'Emma' });
	const books = await me.get(`/library/me/books/${added.body.item.id}`, id);
	assert.equal(books.status, 200);
	await me.get('/books/search?q=very-private');
	const line = await logged(s, 'quiet');
	assert.equal(line.route, '/library/me/books/{id}');
	assert.equal(line.path, undefined);
	assert.match(line.actor_id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
	assert.equal(typeof line.duration_ms, 'number');
	assert.ok(line.bytes_out > 0 && line.status === 200 && line.method === 'GET');
	assert.ok(!/very-private|secret\.person/.test(s.log()));
});
