// links.test.mjs - editionId and workId: which book of the catalogue a copy is. When they are looked for is test_linking.c.
import assert from 'node:assert/strict';
import { after, before, test } from './suite.mjs';
import { client } from './client.mjs';
import { start, until } from './server.mjs';

let server, api;
let people = 0;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());
const somebody = () => api.as(`linker${++people}@example.org`);
const books = '/library/me/books', imports = '/library/me/imports';
const links = ({ editionId, workId }) => ({ editionId, workId });

test('what search found is handed back as old clients do, and leads to itself', async () => {
	const me = somebody();
	const found = (await api.get('/books/search?q=pride+and+prejudice')).body.items[0];
	const { item } = (await me.post(books, { title: 'P. & P.', authors: ['J. A.'], googleBooksId: found.id })).body;
	assert.deepEqual(links(item), { editionId: null, workId: found.id }, 'the starter catalogue knows works');
	assert.deepEqual([item.title, item.author, item.googleBooksId], ['P. & P.', 'J. A.', found.id]);
	assert.equal((await api.get(`/books/${item.workId}`)).body.title, found.title);
	const named = (await somebody().post(books, { title: 'Pride and Prejudices', author: 'Jane Austen' })).body.item;
	assert.equal(named.workId, null, 'another title, by a letter');
	const same = (await somebody().post(books, { title: 'PRIDE & prejudice', author: 'Jane Austen' })).body.item;
	assert.equal(same.workId, found.id);
});

test('a link is said, cleared and refused by name; one that leads nowhere harms nobody', async () => {
	const me = somebody();
	const { item } = (await me.post(books, { title: 'Emma', author: 'Jane Austen', editionId: 'isbn:9780141439587' })).body;
	assert.equal(item.editionId, 'isbn:9780141439587');
	assert.equal((await api.get(`/books/${item.editionId}`)).status, 404);
	const one = `${books}/${item.id}`;
	assert.deepEqual(links((await me.patch(one, { editionId: null, workId: 'ol:OL66562W' })).body.item), { editionId: null, workId: 'ol:OL66562W' });
	assert.deepEqual(links((await me.patch(one, { liked: true })).body.item), { editionId: null, workId: 'ol:OL66562W' });
	assert.deepEqual(links((await me.patch(one, { workId: null })).body.item), { editionId: null, workId: null });
	for (const [key, id] of [['editionId', 'ol:OL66562W'], ['editionId', 'isbn:9780141439588'], ['editionId', 'x'], ['workId', 'OL1W'],
		['workId', 'ol:OL1W'.padEnd(40, '1')]]) {
		const { status, body } = await me.patch(one, { [key]: id });
		assert.deepEqual([status, body.error], [400, key === 'editionId' ? 'invalid_edition_id' : 'invalid_work_id'], `${key} ${id}`);
		assert.match(body.message, new RegExp(key));
	}
	const batch = (await me.post(`${books}/batch`, { items: [{ title: 'A', editionId: 'no' }, { title: 'B', workId: 'ol:OL1W' }] })).body;
	assert.deepEqual(batch.results.map((r) => r.status), ['failed', 'created']);
	assert.equal(batch.items[0].workId, 'ol:OL1W');
});

test('links leave with the export and come back with it', async () => {
	const me = somebody(), other = somebody();
	await me.post(books, { title: 'One', editionId: 'isbn:9780141439587', workId: 'ol:OL66562W' });
	await me.post(books, { title: 'Two', workId: 'ol:OL2W' });
	const file = (await me.get('/library/me/export')).body;
	const { item } = (await other.post(imports, JSON.stringify(file), { 'content-type': 'text/csv' })).body;
	await until(async () => (await other.get(`${imports}/${item.id}`)).body.item.waiting === 0, 'the import', 20000);
	const of = async (who) => (await who.get(books)).body.items.map((b) => [b.title, b.editionId, b.workId]).sort();
	assert.deepEqual(await of(other), await of(me));
	assert.deepEqual((await of(other))[0], ['One', 'isbn:9780141439587', 'ol:OL66562W']);
});
