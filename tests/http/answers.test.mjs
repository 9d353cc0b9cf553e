// How answers travel: compressed for those who take that, not at all for those who have them, and what pages of other
// origins may see of them.
import assert from 'node:assert/strict';
import { after, before, test } from './suite.mjs';
import { gunzipSync } from 'node:zlib';
import { client } from './client.mjs';
import { once, parse, Raw } from './raw.mjs';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from './server.mjs';

const books = '/library/me/books';
let s, raw;

before(async () => {
	s = await start();
	raw = await Raw.open(s.port);
	const items = [...Array(300).keys()].map((i) => ({ title: `Märchen ${i}`, author: 'Jemand', synopsis: 'Es war einmal. '.repeat(i % 9) }));
	assert.equal((await client(s.url).post(`${books}/batch`, { items })).status, 200);
});

after(async () => {
	raw.close();
	assert.equal((await s.stop()).code, 0);
});

async function ask(path, { method = 'GET', ...headers } = {}) {
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
	raw.send(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${lines}\r\n`);
	await raw.until((text) => parse(text, method) !== null);
	const found = parse(raw.text, method);
	raw.text = raw.text.slice(found.bytes);
	return { ...found, bytes: Buffer.from(found.body, 'latin1') };
}

test('a list is compressed for those who take that, and is the same list', async () => {
	const plain = await ask(books);
	const packed = await ask(books, { 'Accept-Encoding': 'gzip, deflate, br' });
	assert.equal(plain.headers['content-encoding'], undefined);
	assert.match(plain.headers.vary, /Accept-Encoding/);
	assert.equal(packed.headers['content-encoding'], 'gzip');
	assert.match(packed.headers.vary, /Accept-Encoding/);
	assert.equal(Number(packed.headers['content-length']), packed.bytes.length);
	assert.ok(packed.bytes.length < plain.bytes.length / 5, `${packed.bytes.length} of ${plain.bytes.length}`);
	assert.equal(gunzipSync(packed.bytes).toString(), plain.bytes.toString());
});

test('HEAD says of both what GET would say', async () => {
	for (const headers of [{}, { 'Accept-Encoding': 'gzip' }]) {
		const get = await ask(books, headers), head = await ask(books, { method: 'HEAD', ...headers });
		assert.equal(head.status, 200);
		for (const name of ['content-length', 'content-encoding', 'vary', 'content-type', 'etag'])
			assert.equal(head.headers[name], get.headers[name], name);
	}
});

test('the page and its parts are compressed beforehand, known again, and pictures are left alone', async () => {
	const page = (await ask('/', { Accept: 'text/html', 'Accept-Encoding': 'gzip' }));
	const html = page.headers['content-encoding'] ? gunzipSync(page.bytes).toString() : page.body;
	const script = /(?:src|href)="\.?(\/assets\/[^"]+\.js)"/.exec(html)?.[1];
	const plain = await ask(script), packed = await ask(script, { 'Accept-Encoding': 'gzip' });
	assert.equal(packed.headers['content-encoding'], 'gzip');
	assert.ok(packed.bytes.length < plain.bytes.length * 0.5);
	assert.equal(gunzipSync(packed.bytes).toString('latin1'), plain.body);
	assert.notEqual(packed.headers.etag, plain.headers.etag, 'two representations, two strong tags');
	for (const answer of [plain, packed]) {
		const again = await ask(script, { 'If-None-Match': answer.headers.etag, 'Accept-Encoding': 'gzip' });
		assert.equal(again.status, 304);
		assert.equal(again.body, '');
		assert.equal(again.headers.etag, answer.headers.etag);
		assert.match(again.headers.vary, /Accept-Encoding/);
		assert.equal(again.headers['cache-control'], plain.headers['cache-control']);
		assert.equal(again.headers['content-type'], undefined);
		assert.ok(!(again.headers['content-length'] > 0) || again.headers['content-length'] === plain.headers['content-length']);
	}
	const photo = await ask('/sample-shelf.jpg', { 'Accept-Encoding': 'gzip' });
	assert.equal(photo.headers['content-encoding'], undefined);
	assert.equal(photo.headers.vary, undefined);
	assert.equal((await ask('/sample-shelf.jpg', { 'If-None-Match': photo.headers.etag })).status, 304);
});

test('a connection goes on after 304', async () => {
	const first = await ask('/favicon.svg');
	for (let i = 0; i < 5; i++) assert.equal((await ask('/favicon.svg', { 'If-None-Match': `W/${first.headers.etag}, "x"` })).status, 304);
	assert.equal((await ask('/favicon.svg', { 'If-None-Match': '"x"' })).body, first.body);
});

test('pages of other origins may read the headers they need, and send theirs', async () => {
	const get = await ask(books, { Origin: 'http://phone:8081', 'Accept-Encoding': 'gzip' });
	for (const name of ['ETag', 'Link', 'Location', 'Retry-After'])
		assert.match(get.headers['access-control-expose-headers'], new RegExp(`\\b${name}\\b`));
	assert.equal(get.headers.vary, 'Accept-Encoding, Origin');
	const preflight = await ask(books, { method: 'OPTIONS', Origin: 'http://phone:8081', 'Access-Control-Request-Method': 'PATCH',
		'Access-Control-Request-Headers': 'if-match,if-none-match,idempotency-key' });
	assert.equal(preflight.headers['access-control-allow-headers'], 'idempotency-key, if-match, if-none-match');
});

test('compression can be turned off', async () => {
	const own = await start({ env: { BOOKSHELF_GZIP: 'false' } });
	const answer = await once(own.port, 'GET / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n\r\n');
	assert.equal(answer.headers['content-encoding'], undefined);
	assert.match(answer.body, /<html/);
	assert.equal((await own.stop()).code, 0);
});

test('a page that is read from a folder is known again until a file of it changes', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'bookshelf-web-'));
	mkdirSync(join(dir, 'assets'));
	const files = { '/': 'index.html', '/favicon.svg': 'favicon.svg', '/assets/a-1.js': 'assets/a-1.js' };
	for (const file of Object.values(files)) writeFileSync(join(dir, file), `first ${file}`);
	const local = await start({ args: ['--web-dir', dir] });
	const ask = (path, more) => fetch(local.url + path, { headers: { accept: 'text/html', ...more } });
	try {
		for (const [path, file] of Object.entries(files)) {
			const first = await ask(path), tag = first.headers.get('etag');
			assert.deepEqual([first.status, await first.text()], [200, `first ${file}`]);
			assert.match(tag, /^"[0-9a-f]{32}"$/);
			const same = await ask(path, { 'if-none-match': tag });
			assert.deepEqual([same.status, await same.text()], [304, '']);
			writeFileSync(join(dir, file), `other ${file}`);
			const other = await ask(path, { 'if-none-match': tag });
			assert.deepEqual([other.status, await other.text()], [200, `other ${file}`]);
			assert.notEqual(other.headers.get('etag'), tag);
		}
	} finally {
		await local.stop();
		rmSync(dir, { recursive: true });
	}
});
