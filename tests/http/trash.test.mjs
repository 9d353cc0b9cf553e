// trash.test.mjs - what is deleted stays for 30 days, comes back or goes for good.
import assert from 'node:assert/strict';
import { after, before, test } from './suite.mjs';
import { client } from './client.mjs';
import { start } from './server.mjs';

let server, api;
let people = 0;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());

const somebody = () => api.as(`trash${++people}@example.org`);
const books = '/library/me/books', trash = '/library/me/trash';
const add = async (me, book) => (await me.post(books, book)).body.item;

test('a deleted book is in the trash, and comes back as it was', async () => {
	const me = somebody();
	const book = await add(me, { title: 'Emma', review: 'Good.', tags: ['England', 'gift'] });
	assert.deepEqual(book.tags, ['England', 'gift']);
	await me.delete(`${books}/${book.id}`);
	const { body } = await me.get(trash);
	assert.equal(body.count, 1);
	assert.deepEqual([body.items[0].id, body.items[0].noun, body.items[0].title], [book.id, 'book', 'Emma']);
	assert.equal(new Date(body.items[0].purgedAt) - new Date(body.items[0].deletedAt), 30 * 24 * 3600 * 1000);
	assert.deepEqual((await me.post(`${trash}/${book.id}/restore`)).body, { id: book.id, noun: 'book', status: 'restored' });
	assert.deepEqual((await me.get(books)).body.items, [book]);
	assert.equal((await me.get(trash)).body.count, 0);
});

test('what is there again does not come back as a double', async () => {
	const me = somebody();
	const book = await add(me, { title: 'Emma' });
	await me.delete(`${books}/${book.id}`);
	await add(me, { title: 'Emma' });
	const answer = await me.post(`${trash}/${book.id}/restore`);
	assert.deepEqual([answer.status, answer.body.error], [409, 'conflict']);
	assert.match(answer.body.message, /again/);
});

test('the trash is emptied one by one, or whole', async () => {
	const me = somebody();
	const ids = [];
	for (const title of ['One', 'Two', 'Three']) {
		ids.push((await add(me, { title })).id);
		await me.delete(`${books}/${ids.at(-1)}`);
	}
	assert.deepEqual((await me.delete(`${trash}/${ids[0]}`)).body, { id: ids[0], status: 'purged' });
	assert.equal((await me.post(`${trash}/${ids[0]}/restore`)).status, 404);
	assert.deepEqual((await me.delete(trash)).body, { count: 2, status: 'purged' });
	assert.deepEqual((await me.get(trash)).body, { count: 0, items: [] });
});

test('the trash of somebody else is unknown', async () => {
	const me = somebody(), other = somebody();
	const { id } = await add(me, { title: 'Mine' });
	await me.delete(`${books}/${id}`);
	assert.equal((await other.get(trash)).body.count, 0);
	assert.equal((await other.post(`${trash}/${id}/restore`)).status, 404);
	assert.equal((await other.delete(`${trash}/${id}`)).status, 404);
	assert.equal((await other.post(`${trash}/nonsense/restore`)).status, 404);
});

test('tags are cleared by an empty list and kept by none', async () => {
	const me = somebody();
	const { id } = await add(me, { title: 'Emma', tags: ['gift'] });
	assert.deepEqual((await me.patch(`${books}/${id}`, { liked: true })).body.item.tags, ['gift']);
	assert.deepEqual((await me.patch(`${books}/${id}`, { tags: [] })).body.item.tags, []);
	assert.equal((await me.patch(`${books}/${id}`, { tags: ['x'.repeat(101)] })).body.error, 'invalid_tags');
});
