// covers.test.mjs - pictures of covers: asked for in the background, kept, shown at once; by a server that is as bad as servers are.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'node:test';
import { after, before, describe, test } from './suite.mjs';
import { client } from './client.mjs';
import { beyond } from './document.mjs';
import { blank, manners, openCovers } from './covers-of-others.mjs';
import { noise } from './noise.mjs';
import { binary, environmentOf, start } from './server.mjs';

const shelf = readFileSync(new URL('../../web/public/sample-shelf.jpg', import.meta.url)), picture = shelf;
const little = readFileSync(new URL('../photos/formats/rgb.jpg', import.meta.url));
const cut = readFileSync(new URL('../photos/formats/truncated.jpg', import.meta.url));
const bomb = readFileSync(new URL('../photos/formats/bomb.jpg', import.meta.url));

// 9780141439587, Emma, and numbers behind it, each with its check digit.
function isbnOf(n) {
	const twelve = String(978014143958 + n);
	const sum = [...twelve].reduce((all, digit, i) => all + Number(digit) * (i % 2 ? 3 : 1), 0);
	return twelve + (10 - sum % 10) % 10;
}
const isbns = Array.from({ length: 30 }, (_, n) => isbnOf(n));
let s, world, next = 0;

const isbn = () => isbns[next++];
const get = (id, query = '', headers = {}) => fetch(`${s.url}/covers/${id}${query}`, { headers });

// Until it is no longer being asked for: the picture, or that there is none.
async function settled(id, query = '') {
	for (;;) {
		const r = await get(id, query);
		if (r.status === 200 || !r.headers.get('retry-after')) return r;
		await r.arrayBuffer();
		await new Promise((resolve) => setTimeout(resolve, 30));
	}
}

// [width, height] of a JPEG.
function sizeOf(jpeg) {
	for (let at = 2; at < jpeg.length;) {
		const kind = jpeg[at + 1];
		if (kind >= 0xc0 && kind <= 0xc2) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
		at += 2 + jpeg.readUInt16BE(at + 2);
	}
	return null;
}

before(async () => {
	world = await openCovers();
	s = await start({ env: world.settings({ BOOKSHELF_COVER_REDIRECTS: 'example.org, localhost' }) });
});
after(async () => {
	await s.stop();
	await world.close();
});
afterEach(() => {
	world.how = null;
	world.asked.length = 0;
	world.headers.length = 0;
});

test('a cover is asked for in the background, once however many want it, and is there when it is asked for again', async () => {
	const id = `isbn:${isbn()}`;
	world.covers.set(id.slice(5), picture);
	world.how = manners.slowly(200);
	const began = Date.now(), first = await Promise.all(Array.from({ length: 20 }, () => get(id)));

	assert.ok(Date.now() - began < 5000);
	for (const r of first) {
		assert.equal(r.status, 404);
		assert.equal(r.headers.get('retry-after'), '3');
		assert.equal(r.headers.get('cache-control'), 'no-store');
		assert.match((await r.json()).message, /being asked for/);
	}
	const r = await settled(id);
	assert.equal(r.status, 200);
	assert.equal(r.headers.get('content-type'), 'image/jpeg');
	assert.equal(sizeOf(Buffer.from(await r.arrayBuffer()))[0], 320);
	assert.deepEqual(world.asked, [`/b/isbn/${id.slice(5)}-L.jpg?default=false`]);
	assert.equal(world.headers[0].accept, 'image/jpeg, image/png, image/webp');
	assert.match(world.headers[0]['user-agent'], /^bookshelf\//);
	assert.equal(world.headers[0].cookie, undefined);
});

test('it comes in three sizes, without metadata, and is known again by its ETag', async () => {
	const id = `isbn:${isbn()}`;
	const said = Buffer.from('Exif\0\0II*\0\x08\0\0\0\0\0GPS 48.858N', 'latin1');
	world.covers.set(id.slice(5), Buffer.concat([picture.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, said.length + 2]), said, picture.subarray(2)]));
	for (const [size, width] of [['small', 160], ['medium', 320], ['large', 640]]) {
		const r = await settled(id, `?size=${size}`), bytes = Buffer.from(await r.arrayBuffer());
		assert.equal(sizeOf(bytes)[0], width);
		assert.ok(!bytes.includes('GPS'));
		assert.equal(r.headers.get('cache-control'), 'public, max-age=604800');
		assert.match(r.headers.get('etag'), new RegExp(`^"[0-9a-f]{64}-${size}"$`));
		const again = await get(id, `?size=${size}`, { 'if-none-match': r.headers.get('etag') });
		assert.equal(again.status, 304);
		assert.equal((await again.arrayBuffer()).byteLength, 0);
	}
	assert.equal((await get(id, '?size=huge')).status, 400);
	const head = await fetch(`${s.url}/covers/${id}`, { method: 'HEAD' });
	assert.equal(head.status, 200);
	assert.ok(Number(head.headers.get('content-length')) > 1000);
});

test('the same picture of two editions is kept once, whatever way their ISBNs are written', async () => {
	const files = () => readdirSync(join(s.dataDir, 'covers')).length;
	const a = isbn(), b = isbn();
	world.covers.set(a, little);
	world.covers.set(b, little);
	assert.equal((await settled(`isbn:${a}`)).status, 200);
	const before = files();
	assert.equal((await settled(`isbn:${b}`)).status, 200);
	assert.equal((await get(`isbn:${b.slice(0, 3)}-${b.slice(3)}`)).status, 200);
	assert.equal(files(), before);
});

test('that nobody has one is kept, and nobody is asked again', async () => {
	const id = `isbn:${isbn()}`;
	assert.equal((await settled(id)).status, 404);
	assert.equal(world.asked.length, 1);
	const r = await get(id);
	assert.equal(r.status, 404);
	assert.equal(r.headers.get('retry-after'), null);
	assert.equal(world.asked.length, 1);
});

test('a blank of one pixel is no cover', async () => {
	const id = `isbn:${isbn()}`;
	world.how = manners.says(blank);
	assert.equal((await settled(id)).status, 404);
	assert.equal((await get(id)).headers.get('retry-after'), null);
});

test('what is no picture, is cut off, is too large to unpack or never ends is no cover, and hurts nothing', async () => {
	for (const how of [manners.says('<html>hello</html>'), manners.says(cut), manners.says(bomb), manners.breaksOff(picture),
		manners.floods(picture.subarray(0, 100))]) {
		world.how = how;
		assert.equal((await settled(`isbn:${isbn()}`)).status, 404);
		world.how = null;
		const well = `isbn:${isbns[0]}`;
		assert.equal((await get(well)).status, 200);
	}
});

test('redirects are followed to the same server and to those that the settings name, and nowhere else', async () => {
	const here = isbn(), named = isbn();
	world.covers.set(here, picture);
	world.covers.set(named, picture);
	world.how = manners.leadsTo(world.url);
	assert.equal((await settled(`isbn:${here}`)).status, 200);
	world.how = manners.leadsTo(world.otherName);
	assert.equal((await settled(`isbn:${named}`)).status, 200);
	assert.equal(new Set(world.asked.filter((path) => path.startsWith('/moved'))).size, 2);
});

test('an id that is none is answered so, and nobody is asked', async () => {
	for (const id of ['isbn:9780141439588', 'isbn:x', 'work:nothing', 'ol:OL0M', 'x'.repeat(101), '..%2f..%2fsecrets', 'isbn:']) {
		const r = await get(id);
		assert.equal(r.status, 404);
		assert.equal(r.headers.get('retry-after'), null);
	}
	assert.deepEqual(world.asked, []);
});

test('the log has what became of it, and not whose cover it is', async () => {
	assert.ok(s.events('cover').some((e) => e.outcome === 'found' && e.status === 200 && e.bytes > 0));
	assert.ok(!JSON.stringify(s.events('cover')).includes(isbns[0]));
});

describe('answers', () => {
	const kept = { title: 'Emma', author: 'Jane Austen', isbn13: isbns[0] };

	test('books with an ISBN have the address of their cover, under the name that the client asked', async () => {
		const me = client(s.url, { 'X-Bookshelf-User-Email': 'covers@example.org' });
		const book = (await me.post('/library/me/books', kept)).body.item;
		assert.equal(book.coverThumbnail, `${s.url}/covers/isbn:${isbns[0]}?size=medium`);
		assert.equal((await fetch(book.coverThumbnail)).status, 200);
		assert.equal((await me.post('/library/me/books', { title: 'Without' })).body.item.coverThumbnail, null);
	});

	test('books of the catalogue have it, too, and each volume its own', async () => {
		const table = join(s.dataDir, 'volumes.csv');
		writeFileSync(table, `isbn13,title,authors\n${isbns[0]},Glassmere Garden Volume 1,Ada Quill\n${isbns[1]},Glassmere Garden Volume 2,Ada Quill\n`);
		assert.equal(spawnSync(binary, ['catalogue', 'import', table, '--data-dir', s.dataDir], { env: { ...process.env, ...environmentOf(s.dataDir) } }).status, 0);
		for (const [n, volume] of [[0, 'Volume 1'], [1, 'Volume 2']]) {
			let answer;
			while ((answer = await client(s.url).get(`/books/isbn/${isbns[n]}`)).status !== 200) // it changes over by itself, soon
				await new Promise((resolve) => setTimeout(resolve, 30));
			const { imageLinks, isbn13 } = answer.body;
			assert.equal(isbn13, isbns[n], volume);
			assert.equal(imageLinks.smallThumbnail, `${s.url}/covers/isbn:${isbn13}?size=small`);
			assert.equal(imageLinks.thumbnail, `${s.url}/covers/isbn:${isbn13}?size=medium`);
		}
	});

	test('such an address that comes back with the book is not kept as a link of its own', async () => {
		const me = client(s.url, { 'X-Bookshelf-User-Email': 'echo@example.org' });
		const bad = 'https://elsewhere.example/covers/isbn:9780141439587?size=medium';
		const book = (await me.post('/library/me/books', { ...kept, coverThumbnail: bad })).body.item;
		assert.equal(book.coverThumbnail, `${s.url}/covers/isbn:${isbns[0]}?size=medium`);
		const own = 'https://pictures.example/emma.jpg';
		assert.equal((await me.post('/library/me/books', { title: 'Shown', coverThumbnail: own })).body.item.coverThumbnail, own);
		assert.ok(!(await (await fetch(`${s.url}/library/me/export?format=json`, { headers: { 'X-Bookshelf-User-Email': 'echo@example.org' } })).text())
			.includes('/covers/'));
	});
});

describe('the cover of a copy', () => {
	const books = '/library/me/books';
	const form = (bytes, name = 'image') => {
		const f = new FormData();
		f.append(name, new Blob([bytes], { type: 'image/jpeg' }), 'cover.jpg');
		return f;
	};
	const person = (name) => client(s.url, { 'X-Bookshelf-User-Email': `${name}@example.org` });
	const picture = (name, id, query = '', headers = {}) =>
		fetch(`${s.url}${books}/${id}/cover${query}`, { headers: { 'X-Bookshelf-User-Email': `${name}@example.org`, ...headers } });
	const photosOf = () => readdirSync(join(s.dataDir, 'photos'), { recursive: true }).filter((f) => /\/[0-9a-f]{64}\.jpg$/.test(f)).length;

	test('is a photo of one\'s own, which nobody else sees, without metadata, in every size', async () => {
		const me = person('own'), id = (await me.post(books, { title: 'Emma', isbn13: isbns[0] })).body.item.id;
		assert.equal((await picture('own', id)).headers.get('x-cover'), 'edition');
		assert.deepEqual((await me.call('PUT', `${books}/${id}/cover`, form(shelf))).body, { id, cover: 'own' });
		for (const [size, width] of [['small', 160], ['medium', 320], ['large', 1280]]) {
			const r = await picture('own', id, `?size=${size}`);
			assert.equal(r.status, 200);
			assert.equal(r.headers.get('x-cover'), 'own');
			assert.equal(r.headers.get('cache-control'), 'private, no-cache');
			assert.equal(sizeOf(Buffer.from(await r.arrayBuffer()))[0], width);
			assert.equal((await picture('own', id, `?size=${size}`, { 'if-none-match': r.headers.get('etag') })).status, 304);
		}
		assert.equal((await picture('else', id)).status, 404);
		assert.equal((await person('else').call('PUT', `${books}/${id}/cover`, form(shelf))).status, 404);
		assert.equal((await person('else').delete(`${books}/${id}/cover`)).status, 404);
		const before = photosOf();
		assert.equal((await me.delete(`${books}/${id}/cover`)).status, 200);
		assert.equal(photosOf(), before - 1);
		assert.equal((await picture('own', id)).headers.get('x-cover'), 'edition');
		assert.equal((await me.delete(`${books}/${id}/cover`)).status, 404);
	});

	test('another one takes its place, and the same one of two copies is one file', async () => {
		const me = person('two'), ids = [];
		for (const title of ['One', 'Two']) ids.push((await me.post(books, { title })).body.item.id);
		const before = photosOf();
		for (const id of ids) assert.equal((await me.call('PUT', `${books}/${id}/cover`, form(shelf))).status, 200);
		assert.equal(photosOf(), before + 1);
		assert.equal((await me.call('PUT', `${books}/${ids[0]}/cover`, form(little))).status, 200);
		assert.equal(photosOf(), before + 2);
		assert.equal((await me.delete(`${books}/${ids[0]}/cover`)).status, 200);
		assert.equal((await picture('two', ids[1])).status, 200);
		assert.equal((await picture('two', ids[0])).status, 404);
	});

	test('what is no photo is refused, and the one there is stays', async () => {
		const me = person('bad'), id = (await me.post(books, { title: 'Emma' })).body.item.id;
		await me.call('PUT', `${books}/${id}/cover`, form(little));
		for (const [body, error] of [[form('no picture'), 'invalid_image'], [form(cut), 'invalid_image'], [form(bomb), 'invalid_image'], [form(little, 'photo'), 'missing_image_file']]) {
			const r = await me.call('PUT', `${books}/${id}/cover`, beyond(body));
			assert.ok(r.status >= 400 && r.status < 500, `${r.status}`);
			assert.match(r.body.error, new RegExp(error));
		}
		assert.equal((await picture('bad', id)).headers.get('x-cover'), 'own');
		assert.equal((await picture('bad', 'x')).status, 404);
	});

	test('is, with neither, its spine in the photo it was found on, upright, and gone with that photo', async () => {
		const me = person('spine'), scan = (await me.post('/scan/capture', form(shelf))).body, at = 0;
		const id = (await me.post(`${books}/batch`, { items: [{ title: 'A spine', scanId: scan.scanId, spineIndex: scan.spines[at].spineIndex }] })).body.items[0].id;
		const r = await picture('spine', id, '?size=large');
		assert.equal(r.status, 200);
		assert.equal(r.headers.get('x-cover'), 'spine');
		const [width, height] = sizeOf(Buffer.from(await r.arrayBuffer()));
		const [left, top, right, bottom] = scan.spines[at].bbox;
		assert.ok(height > width === bottom - top > right - left && Math.max(width, height) <= 960, `${width} x ${height}`);
		assert.equal((await picture('else', id)).status, 404);
		assert.equal((await me.delete(`/library/me/scans/${scan.scanId}/photo`)).status, 200);
		assert.equal((await picture('spine', id)).status, 404);
	});

	test('counts among the photos for which there is room', async () => {
		const p = await start({ env: { BOOKSHELF_MAX_KEPT_MIB: '1' } }), me = client(p.url);
		const id = (await me.post(books, { title: 'Noise' })).body.item.id;
		assert.equal((await me.call('PUT', `${books}/${id}/cover`, form(noise(300)))).status, 200);
		const full = await me.call('PUT', `${books}/${id}/cover`, form(noise(1200)));
		assert.deepEqual([full.status, full.body.error], [507, 'insufficient_storage']);
		const r = await fetch(`${p.url}${books}/${id}/cover?size=large`);
		assert.equal(sizeOf(Buffer.from(await r.arrayBuffer()))[0], 300);
		await p.stop();
	});

	test('is in a backup, and in what is made of it', async () => {
		const me = person('kept'), id = (await me.post(books, { title: 'Kept' })).body.item.id;
		await me.call('PUT', `${books}/${id}/cover`, form(little));
		const file = join(s.dataDir, 'backup.tar.gz'), to = mkdtempSync(join(tmpdir(), 'bookshelf-test-'));
		const run = (dir, ...words) => spawnSync(binary, [...words, '--data-dir', dir], { encoding: 'utf8', env: { ...process.env, ...environmentOf(dir) } });
		assert.equal(run(s.dataDir, 'backup', file).status, 0);
		const there = run(to, 'restore', file);
		assert.equal(there.status, 0, there.stderr);
		const again = await start({ dataDir: to });
		const r = await fetch(`${again.url}${books}/${id}/cover?size=large`, { headers: { 'X-Bookshelf-User-Email': 'kept@example.org' } });
		assert.equal(r.status, 200);
		assert.equal(r.headers.get('x-cover'), 'own');
		await again.stop();
	});
});

describe('other settings', () => {
	test('a server that wants to be left alone is left alone, and what it would have said is not made up', async () => {
		const w = await openCovers(), p = await start({ env: w.settings() });
		const ask = () => fetch(`${p.url}/covers/isbn:${isbns[0]}`);
		w.covers.set(isbns[0], picture);
		w.how = manners.fails(429, { 'retry-after': '1' });
		assert.equal((await ask()).status, 404);
		while (!p.events('cover').length) await new Promise((resolve) => setTimeout(resolve, 30));
		w.how = null;
		for (let i = 0; (await ask()).status !== 200; i++) {
			assert.ok(i < 200);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		await p.stop();
		await w.close();
	});

	test('a server that is silent or away holds up nothing, nor the end of the program', async () => {
		const w = await openCovers(), p = await start({ env: w.settings({ BOOKSHELF_COVER_TIMEOUT: '600' }) });
		w.how = manners.never();
		for (const each of isbns.slice(0, 20)) assert.equal((await fetch(`${p.url}/covers/isbn:${each}`)).status, 404);
		assert.equal((await fetch(`${p.url}/health`)).status, 200);
		const { code, ms } = await p.stop();
		assert.equal(code, 0);
		assert.ok(ms < 5000);
		await w.close();
	});

	test('a redirect to a server that the settings do not name is not followed', async () => {
		const w = await openCovers(), p = await start({ env: w.settings({ BOOKSHELF_COVER_REDIRECTS: 'ocalhost' }) });
		w.covers.set(isbns[0], picture);
		w.how = manners.leadsTo(w.otherName);
		await fetch(`${p.url}/covers/isbn:${isbns[0]}`);
		while (!p.events('cover').length) await new Promise((resolve) => setTimeout(resolve, 30));
		assert.equal(p.events('cover')[0].outcome, 'broken');
		assert.equal(w.asked.length, 1);
		await p.stop();
		await w.close();
	});

	test('a picture that is gone from the data folder is asked for again; those kept outlive a restart, the source gone', async () => {
		const w = await openCovers(), p = await start({ env: w.settings() });
		const until200 = async (url) => { while ((await fetch(url)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 30)); };
		w.covers.set(isbns[0], picture);
		await until200(`${p.url}/covers/isbn:${isbns[0]}`);
		rmSync(join(p.dataDir, 'covers'), { recursive: true });
		await until200(`${p.url}/covers/isbn:${isbns[0]}`);
		assert.equal(w.asked.length, 2);
		await p.stop({ keep: true });
		await w.close();
		const again = await start({ dataDir: p.dataDir });
		assert.equal((await fetch(`${again.url}/covers/isbn:${isbns[0]}`)).status, 200);
		const me = client(again.url, { 'X-Bookshelf-User-Email': 'off@example.org' });
		assert.equal((await me.post('/library/me/books', { title: 'Emma', isbn13: isbns[0] })).body.item.coverThumbnail, null);
		await again.stop();
	});

	test('without sources nobody is asked and answers have no addresses', async () => {
		const p = await start();
		assert.equal((await fetch(`${p.url}/covers/isbn:${isbns[0]}`)).status, 404);
		assert.equal((await (await fetch(`${p.url}/books/search?q=emma`)).json()).items[0].imageLinks.thumbnail, null);
		assert.ok(!existsSync(join(p.dataDir, 'covers')));
		await p.stop();
	});

	test('an address that can be none keeps the program from starting, and it says which', async () => {
		for (const bad of ['ftp://x/{isbn}', 'https://x/cover.jpg', 'x'])
			await assert.rejects(start({ env: { BOOKSHELF_COVER_SOURCES: bad } }), /cover_sources/);
	});
});
