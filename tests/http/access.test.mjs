// access.test.mjs - who may call what: every route is called as nobody, as somebody else, with tokens of too small a scope, as a person who was
// disabled, on a device that was signed out and one whose time is over; in production.
//
// A route that this file does not name fails it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from './suite.mjs';
import { document } from './document.mjs';
import { account, bearer, expired, signIn, withToken } from './people.mjs';
import { binary, environmentOf, start } from './server.mjs';

// Which kind of caller each route takes, and what is sent to it. {x} is what `mine` holds under that name.
const anyone = ['GET /', 'GET /assets/{file}', 'GET /sample-shelf.jpg', 'GET /favicon.svg', 'GET /health', 'GET /openapi.json', 'GET /docs',
	'GET /docs.css', 'GET /books/search?q=emma', 'GET /books/{id}', 'GET /books/isbn/{isbn}', 'GET /covers/{cover}', 'GET /auth/registration', 'POST /auth/register', 'POST /auth/login', 'POST /auth/refresh'];
const readers = ['GET /library/me/books', 'GET /library/me/books/{book}', 'GET /library/me/books/{book}/origins', 'GET /library/me/books/{book}/cover', 'GET /library/me/profile',
	'GET /library/me/friends', 'GET /library/me/friends/{friend}', 'GET /library/me/loans', 'GET /library/me/loans/{loan}',
	'GET /library/me/trash', 'GET /library/me/scans', 'GET /library/me/scans/{scan}', 'GET /library/me/scans/{scan}/photo', 'GET /library/me/photos',
	'GET /library/me/imports', 'GET /library/me/imports/{import}', 'GET /library/me/export', 'GET /users/me'];
const writers = ['POST /library/me/books', 'POST /library/me/books/batch', 'PATCH /library/me/books/{book}', 'DELETE /library/me/books/{book}',
	'PATCH /library/me/profile', 'POST /library/me/friends', 'PATCH /library/me/friends/{friend}', 'DELETE /library/me/friends/{friend}',
	'POST /library/me/loans', 'PATCH /library/me/loans/{loan}', 'DELETE /library/me/loans/{loan}', 'DELETE /library/me/trash',
	'POST /library/me/trash/{gone}/restore', 'DELETE /library/me/trash/{gone}', 'DELETE /library/me/scans/{scan}',
	'PATCH /library/me/scans/{scan}/spines/0', 'POST /library/me/scans/{scan}/undo', 'DELETE /library/me/scans/{scan}/photo',
	'DELETE /library/me/photos', 'PUT /library/me/books/{book}/cover', 'DELETE /library/me/books/{book}/cover', 'POST /library/me/imports', 'POST /library/me/imports/{import}/apply', 'POST /library/me/imports/{import}/undo',
	'PATCH /library/me/imports/{import}/rows/1'];
const scanners = ['POST /detect/spines', 'POST /scan/capture', 'POST /library/me/scans/{scan}/replay'];
const persons = ['POST /auth/logout', 'GET /auth/sessions', 'DELETE /auth/sessions/{session}', 'GET /auth/tokens', 'POST /auth/tokens',
	'DELETE /auth/tokens/{token}', 'POST /auth/password', 'PATCH /users/me', 'DELETE /users/me', 'GET /users/me/audit', 'GET /users/me/export',
	'GET /auth/totp', 'POST /auth/totp', 'DELETE /auth/totp', 'POST /auth/totp/confirm', 'POST /auth/totp/recovery-codes'];
const admins = ['GET /audit'];

// What a route needs to get as far as looking for the thing that is not the caller's.
const bodies = {
	'PATCH /library/me/books/{book}': { liked: true },
	'PATCH /library/me/friends/{friend}': { name: 'Mallory' },
	'PATCH /library/me/loans/{loan}': { status: 'returned' },
	'PATCH /library/me/scans/{scan}/spines/0': { choice: 'dismissed' },
	'PATCH /library/me/imports/{import}/rows/1': { action: 'skip' },
};

const form = (bytes, name = 'image', file = 'shelf.png') => {
	const f = new FormData();
	f.append(name, new Blob([bytes]), file);
	return f;
};
const picture = readFileSync(new URL('../photos/formats/rgb.png', import.meta.url));

// One of everything.
async function things(me) {
	const one = async (path, body) => (await me.post(path, body)).body;
	const book = (await one('/library/me/books', { title: 'Emma' })).item.id;
	const gone = (await one('/library/me/books', { title: 'Ulysses' })).item.id;
	await me.delete(`/library/me/books/${gone}`);
	await me.call('PUT', `/library/me/books/${book}/cover`, form(picture));
	const friend = (await one('/library/me/friends', { name: 'Frank' })).item.id;
	const loan = (await one('/library/me/loans', { userBookId: book, friendId: friend })).item.id;
	const scan = (await one('/scan/capture', form(picture))).scanId;
	const imported = (await one('/library/me/imports', form('Title,Author\nEmma,Jane Austen\n', 'file', 'books.csv'))).item.id;
	const token = (await one('/auth/tokens', { name: 'x', scopes: ['read'] })).item.id;
	const session = (await one('/auth/sessions')).items?.[0].id;
	return { book, gone, friend, loan, scan, import: imported, token, session };
}

const dir = mkdtempSync(join(tmpdir(), 'bookshelf-test-'));
const env = { BOOKSHELF_ENV: 'production', BOOKSHELF_REGISTRATION: 'open', BOOKSHELF_AUTH_PER_MINUTE: '0', BOOKSHELF_SCAN_PER_MINUTE: '0',
	BOOKSHELF_REQUESTS_PER_MINUTE: '0',
	...(process.env.BOOKSHELF_TEST_DATABASE === 'postgres' ? {} : { DATABASE_URL: `sqlite:${dir}/own.db` }) };
let server, mine, ada, bob, tokens, over;

before(async () => {
	server = await start({ dataDir: dir, env });
	ada = await account(server, 'ada');
	mine = await things(withToken(server, ada.tokens.accessToken));
	mine.session = ada.tokens.sessionId;
	bob = await account(server, 'bob');
	over = expired(server, bob.tokens.accessToken);
	tokens = {};
	for (const scope of ['read', 'write', 'scan'])
		tokens[scope] = (await bob.me.post('/auth/tokens', { name: scope, scopes: [scope] })).body.item.token;
});
after(async () => {
	await server.stop();
	rmSync(dir, { recursive: true });
});

let cells = 0;
async function answerOf(token, route) {
	const [method, target] = route.split(' ');
	const path = target.replace(/\{(\w+)\}/g, (_, name) => mine[name] ?? name);
	const body = bodies[route];
	const answer = await fetch(server.url + path, { method, body: body && JSON.stringify(body),
		headers: { ...(token ? bearer(token) : {}), ...(body ? { 'content-type': 'application/json' } : {}) } });
	const text = await answer.text();
	cells++;
	return [answer.status, answer.status >= 400 ? JSON.parse(text).error : ''];
}

const known = [...readers, ...writers, ...scanners, ...persons, ...admins];

test('every route of the API is named here, once', () => {
	const plain = (route) => route.split('?')[0].replace(/\{\w+\}/g, '{}').replace(/spines\/0$/, 'spines/{}').replace(/rows\/1$/, 'rows/{}');
	const named = [...anyone, ...known].map(plain);
	const there = Object.entries(document.paths).flatMap(([path, verbs]) =>
		Object.keys(verbs).filter((v) => v !== 'parameters').map((verb) => plain(`${verb.toUpperCase()} ${path}`)));
	assert.deepEqual(named.sort(), there.sort());
});

test('anybody may call what is for anybody, with no token or with a bad one', async () => {
	for (const route of anyone)
		for (const token of [undefined, 'nonsense', over]) {
			const [status, error] = await answerOf(token, route);
			assert.ok(status < 400 || ['not_found', 'invalid_payload', 'invalid_email', 'invalid_refresh_token'].includes(error), `${route}: ${status} ${error}`);
		}
});

test('nobody may call anything else', async () => {
	for (const route of known) assert.deepEqual(await answerOf(undefined, route), [401, 'missing_identity'], route);
});

test('a device whose time is over, or that was signed out, may call nothing', async () => {
	const out = await signIn(server, 'bob');
	await out.me.post('/auth/logout', {});
	for (const route of known)
		for (const token of [over, out.tokens.accessToken]) assert.deepEqual(await answerOf(token, route), [401, 'invalid_token'], route);
});

test('a token for programs is good for its scope alone', async () => {
	const groups = { read: readers, write: writers, scan: scanners };
	for (const [scope, token] of Object.entries(tokens))
		for (const route of known) {
			const [status, error] = await answerOf(token, route);
			if (groups[scope].includes(route)) assert.ok(status !== 401 && status !== 403, `${route} with ${scope}: ${status} ${error}`);
			else assert.deepEqual([status, error], [403, 'forbidden'], `${route} with ${scope}`);
		}
});

test('what is somebody else\'s is not there', async () => {
	for (const route of known.filter((r) => r.includes('{'))) {
		assert.deepEqual(await answerOf(bob.tokens.accessToken, route), [404, 'not_found'], route);
	}
	const { tokens: { accessToken } } = await signIn(server, 'ada');
	for (const route of readers) assert.equal((await answerOf(accessToken, route))[0], 200, `${route}: it is still ada's`);
});

test('only an administrator may call what is for administrators', async () => {
	for (const route of admins) {
		assert.deepEqual(await answerOf((await signIn(server, 'bob')).tokens.accessToken, route), [403, 'forbidden']);
		assert.equal((await answerOf((await signIn(server, 'ada')).tokens.accessToken, route))[0], 200);
	}
});

test('who is disabled may call nothing, with no device and no token', async () => {
	const { tokens: { accessToken } } = await signIn(server, 'bob');
	const done = spawnSync(binary, ['user', 'disable', 'bob@example.org', '--data-dir', dir], { encoding: 'utf8', env: { ...environmentOf(dir), ...env } });
	assert.equal(done.status, 0, done.stderr);
	for (const route of known)
		for (const token of [accessToken, tokens.read, tokens.write, tokens.scan])
			assert.deepEqual(await answerOf(token, route), [401, 'invalid_token'], route);
});

after(() => console.log(`# ${anyone.length + known.length} routes, ${cells} calls`));
