// export.test.mjs - GET /library/me/export: everything a person leaves with. That books, friends and loans come back is imports.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from './suite.mjs';
import { client } from './client.mjs';
import { start, until } from './server.mjs';

const exported = '/library/me/export', scans = '/library/me/scans', imports = '/library/me/imports', books = '/library/me/books';
const shelf = readFileSync(new URL('../../web/public/sample-shelf.jpg', import.meta.url));
let server, api;
let people = 0;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());
const somebody = () => api.as(`leaver${++people}@example.org`);

async function imported(me, text) {
	const { body } = await me.post(imports, text, { 'content-type': 'text/csv' });
	return until(async () => {
		const report = (await me.get(`${imports}/${body.item.id}?limit=500`)).body;
		return report.item.waiting === 0 && report;
	}, 'the import', 20000);
}

test('the export holds the scans: spines, candidates, what was chosen, and the photo by its name', async () => {
	const me = somebody();
	const form = new FormData();
	form.append('image', new Blob([shelf], { type: 'image/jpeg' }), 'shelf.jpg');
	const scan = (await me.post('/scan/capture', form)).body;
	const { spineIndex, lookup } = scan.spines.find((s) => s.status === 'sure');
	await me.post(books, { title: lookup.items[0].title, source: 'scan', scanId: scan.scanId, spineIndex, candidateIndex: 0 });
	const { body } = await me.get(exported);
	assert.deepEqual(body.scans, [(await me.get(`${scans}/${scan.scanId}`)).body]);
	const [kept] = body.scans;
	assert.equal(kept.spines[spineIndex].choice.bookId, body.books[0].id);
	assert.ok(kept.spines[spineIndex].lookup.items[0].score > 0.5);
	const photo = await fetch(`${server.url}${scans}/${scan.scanId}/photo`, { headers: { 'x-bookshelf-user-email': `leaver${people}@example.org` } });
	assert.deepEqual([kept.photo.digest, kept.photo.bytes], [photo.headers.get('etag').slice(1, -1), (await photo.arrayBuffer()).byteLength]);
	assert.ok(JSON.stringify(body).length < 300_000, 'pictures are not in it');
	await me.delete(`${scans}/${scan.scanId}`);
	assert.deepEqual((await me.get(exported)).body.scans, [], 'what is in the trash is not in it');
});

test('the export holds every import with all its rows, beyond the pages it is written in', async () => {
	const me = somebody();
	const rows = Array.from({ length: 450 }, (_, i) => `Book ${i},Author ${i}`);
	const first = await imported(me, `Title,Author\n${rows.join('\n')}\n`);
	const second = await imported(me, 'Title,Author\n,Nobody\nBook 1,Author 1\n');
	const { body } = await me.get(exported);
	assert.deepEqual(body.imports.map((m) => [m.item.id, m.rows.length]), [[second.item.id, 2], [first.item.id, 450]]);
	assert.deepEqual(body.imports[0].rows, second.rows);
	assert.deepEqual(body.imports[1].rows.map((r) => r.row), rows.map((_, i) => i + 1));
	const { item } = body.imports[1];
	assert.equal(item.matched + item.created + item.duplicate + item.needsYou, 450);
	assert.equal(body.books.length, 450);
});

test('who is new leaves with empty lists, and a file of everything is taken back', async () => {
	const { body } = await somebody().get(exported);
	for (const key of ['books', 'friends', 'loans', 'scans', 'imports']) assert.deepEqual(body[key], [], key);
	const me = somebody(), other = somebody();
	await imported(me, 'Title\nEmma\n');
	const form = new FormData();
	form.append('image', new Blob([shelf], { type: 'image/jpeg' }), 'shelf.jpg');
	await me.post('/scan/capture', form);
	const file = (await me.get(exported)).body;
	assert.deepEqual([file.scans.length, file.imports.length], [1, 1]);
	const report = await imported(other, JSON.stringify(file));
	assert.deepEqual([report.item.format, report.item.rows, report.item.state], ['bookshelf', 1, 'done']);
	assert.deepEqual((await other.get(books)).body.items.map((b) => b.title), ['Emma']);
});
