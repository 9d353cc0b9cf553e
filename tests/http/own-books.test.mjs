// own-books.test.mjs - what a person has is found by them in GET /books/search, and by nobody else. The rest is test_own_books.c.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from './suite.mjs';
import { client } from './client.mjs';
import { start } from './server.mjs';

let server, api;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());
const books = '/library/me/books';
const find = async (who, q) => (await who.get(`/books/search?q=${encodeURIComponent(q)}`)).body.items.filter((b) => b.own);

test('a book is found as soon as it is saved, changed, deleted and restored, and by its owner alone', async () => {
	const me = api.as('owner@example.org'), other = api.as('other@example.org');
	const { item } = (await me.post(books, { title: 'Grandmother’s Recipes', author: 'Hilda Zwetschge', publishedYear: 1961 })).body;
	const [hit] = await find(me, 'recipes zwetschge');
	assert.deepEqual([hit.title, hit.authors, hit.publishedDate, hit.own], ['Grandmother’s Recipes', ['Hilda Zwetschge'], '1961', true]);
	assert.match(hit.id, /^work:[0-9a-f]{16}$/);
	assert.deepEqual(await find(other, 'recipes zwetschge'), []);
	assert.deepEqual(await find(api, 'recipes zwetschge'), [], 'who says nothing is somebody else here');
	const again = await me.post(books, { title: hit.title, authors: hit.authors, publishedDate: hit.publishedDate, googleBooksId: hit.id });
	assert.deepEqual([again.status, again.body.item.id], [200, item.id], 'what was found is the copy');
	await me.delete(`${books}/${item.id}`);
	assert.deepEqual(await find(me, 'recipes zwetschge'), []);
	await me.post(`/library/me/trash/${item.id}/restore`);
	assert.equal((await find(me, 'recipes zwetschge')).length, 1);
	await me.post(`${books}/batch`, { items: [{ title: 'Minutes of the Angling Club', author: 'Otto Karpfen' }] });
	assert.equal((await find(me, 'angling club'))[0].title, 'Minutes of the Angling Club');
});

test('a token that is no good searches the catalogue, and nothing else', async () => {
	const answer = await fetch(`${server.url}/books/search?q=pride+and+prejudice`, { headers: { authorization: 'Bearer nonsense' } });
	assert.equal(answer.status, 200);
	assert.equal((await answer.json()).items[0].title, 'Pride and Prejudice');
	assert.match(answer.headers.get('cache-control'), /no-store/);
});

test('books of the catalogue that one has are there once, as one has them', async () => {
	const me = api.as('reader@example.org');
	await me.post(books, { title: 'Pride & Prejudice', author: 'Jane Austen', publishedYear: 1996 });
	const { items } = (await me.get('/books/search?q=pride+and+prejudice')).body;
	assert.deepEqual(items.filter((b) => /prejudice/i.test(b.title)).map((b) => [b.title, b.own]), [['Pride & Prejudice', true]]);
});

test('a photo is read with one’s own books in mind, as one has them', async () => {
	const me = api.as('scanner@example.org'), other = api.as('passer-by@example.org');
	const photo = readFileSync(new URL('../../web/public/sample-shelf.jpg', import.meta.url));
	const scan = async (who) => {
		const form = new FormData();
		form.append('image', new Blob([photo], { type: 'image/jpeg' }), 'shelf.jpg');
		return (await who.post('/scan/capture', form)).body.spines;
	};
	const spine = (await scan(other)).find((s) => s.status === 'sure'), [known] = spine.lookup.items;
	assert.equal(known.own, undefined);
	await me.post(books, { title: known.title, authors: known.authors, publishedYear: 1961, publisher: 'Hafen' });
	const own = (await scan(me)).flatMap((s) => s.lookup.items).filter((b) => b.own);
	assert.deepEqual(own.map((b) => [b.title, b.publishedDate, b.publisher]), [[known.title, '1961', 'Hafen']]);
});
