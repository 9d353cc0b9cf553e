// books.test.mjs - the library's endpoints as the wire contract states them; D7 … are the defects it lists.
import assert from 'node:assert/strict';
import { after, before, describe, test } from './suite.mjs';
import { client, isBook } from './client.mjs';
import { beyond } from './document.mjs';
import { start } from './server.mjs';

let server, api;
let people = 0;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());

// Somebody new for each test: their library is empty.
const somebody = () => api.as(`reader${++people}@example.org`);
const books = '/library/me/books';

describe('GET, POST, PATCH, DELETE /library/me/books', () => {
	test('a library begins empty', async () => {
		const { status, body } = await somebody().get(books);
		assert.equal(status, 200);
		assert.deepEqual(body, { count: 0, items: [] });
	});

	test('a book is added once, then updated', async () => {
		const me = somebody();
		const book = { title: ' Dune ', author: 'Frank Herbert', publishedYear: '1965-08-01', pageCount: '412.5', rating: 7,
			genres: ['Science fiction', '', null, { x: 1 }], googleBooksId: 'gD', liked: 'yes', shelf: 'reading' };
		const first = await me.post(books, beyond(book));
		assert.equal(first.status, 201);
		const item = isBook(first.body.item);
		assert.equal(item.title, 'Dune');
		assert.equal(item.publishedYear, 1965);
		assert.equal(item.pageCount, 412);
		assert.equal(item.rating, 5);
		assert.deepEqual(item.genres, ['Science fiction']);
		assert.equal(item.liked, true);
		assert.equal(item.shelf, 'reading');
		assert.equal(item.source, 'scan');
		const again = await me.post(books, beyond({ book: { ...book, review: 'sand' } }));
		assert.equal(again.status, 200);
		assert.equal(again.body.item.id, item.id);
		assert.equal(again.body.item.review, 'sand');
		const list = await me.get(books);
		assert.equal(list.body.count, 1);
		assert.deepEqual(list.body.items[0], again.body.item);
	});

	test('the newest comes first', async () => {
		const me = somebody();
		await me.post(books, { title: 'Old', addedAt: '2001-01-01T00:00:00Z' });
		await me.post(books, { title: 'New', addedAt: '2020-01-01' });
		await me.post(books, { title: 'Middle', addedAt: '2010-01-01T00:00:00+05:00' });
		assert.deepEqual((await me.get(books)).body.items.map((b) => b.title), ['New', 'Middle', 'Old']);
	});

	test('a book is changed and removed by its id', async () => {
		const me = somebody();
		const { id } = (await me.post(books, { title: 'Emma', rating: 3, review: 'x', pageCount: 9 })).body.item;
		const changed = await me.patch(`${books}/${id}`, { reread: true, rating: null, review: '', pageCount: null,
			title: 'ignored', shelf: null });
		assert.equal(changed.status, 200);
		const b = changed.body.item;
		assert.deepEqual([b.title, b.reread, b.rating, b.review, b.pageCount, b.shelf],
			['Emma', true, null, null, null, 'read']);
		assert.deepEqual((await me.delete(`${books}/${id}`)).body, { id, status: 'deleted' });
		assert.equal((await me.delete(`${books}/${id}`)).status, 404);
		assert.equal((await me.patch(`${books}/${id}`, { liked: true })).body.error, 'not_found');
	});

	test('what is not JSON at all counts as an empty body', async () => {
		const me = somebody();
		assert.equal((await me.post(books, 'title=x', { 'content-type': 'text/plain' })).body.error, 'missing_payload');
		assert.equal((await me.post(books, {})).body.error, 'missing_payload');
		assert.equal((await me.post(books, { title: '  ' })).body.error, 'missing_title');
		assert.equal((await me.post(books, { title: null, author: 'x' })).body.error, 'missing_title');
		for (const nothing of ['null', '[]', '0', '""', 'false'])
			assert.equal((await me.post(books, nothing, { 'content-type': 'application/json' })).body.error, 'missing_payload');
	});

	test('a book of somebody else is unknown', async () => {
		const { id } = (await somebody().post(books, { title: 'Mine' })).body.item;
		const other = somebody();
		assert.equal((await other.patch(`${books}/${id}`, { liked: true })).status, 404);
		assert.equal((await other.delete(`${books}/${id}`)).status, 404);
		assert.equal((await other.patch(`${books}/book-1-abc`, { liked: true })).status, 404);
	});

	test('GET and PUT of one book are not allowed', async () => {
		const answer = await somebody().call('PUT', `${books}/x`, {});
		assert.equal(answer.status, 405);
		assert.match(answer.headers.get('allow'), /DELETE.*PATCH|PATCH.*DELETE/);
	});
});

describe('POST /library/me/books/batch', () => {
	const batch = `${books}/batch`;

	test('results come in the order of the items, doubles with one id', async () => {
		const { body, status } = await somebody().post(batch, { items: [{ title: 'A' }, { title: 'B' }, { title: 'a ' }] });
		assert.equal(status, 200);
		assert.equal(body.count, 3);
		assert.deepEqual(body.results.map((r) => r.status).slice(0, 2), ['created', 'created']);
		assert.equal(body.items[2].id, body.items[0].id);
		body.items.forEach(isBook);
	});

	test('items must be a list, which may be empty', async () => {
		const me = somebody();
		for (const bad of [{}, { items: {} }, [1], { items: null }])
			assert.equal((await me.post(batch, bad)).body.error, 'missing_items');
		assert.deepEqual((await me.post(batch, { items: [] })).body, { items: [], count: 0, results: [] });
	});

	test('D13 one bad item is reported and blocks no other', async () => {
		const me = somebody();
		const { body } = await me.post(batch, beyond({ items: [{ title: 'Good' }, 7, { title: '' },
			{ title: 'x', shelf: 'attic' }, { title: 'Last' }] }));
		assert.equal(body.count, 2);
		assert.deepEqual(body.results.map((r) => r.error ?? r.status),
			['created', 'invalid_payload', 'missing_title', 'invalid_shelf', 'created']);
		assert.equal((await me.get(books)).body.count, 2);
	});

	test('D14 a stale echo of the whole library undoes nothing', async () => {
		const me = somebody();
		await me.post(batch, { items: [{ title: 'Emma', liked: false }, { title: 'Dune' }] });
		const stale = (await me.get(books)).body.items;
		await new Promise((r) => setTimeout(r, 5));
		await me.patch(`${books}/${stale[0].id}`, { liked: true, rating: 4, review: 'new' });
		const { body } = await me.post(batch, { items: stale });
		assert.deepEqual(body.results.map((r) => r.status), ['unchanged', 'unchanged']);
		const now = (await me.get(books)).body.items.find((b) => b.id === stale[0].id);
		assert.deepEqual([now.liked, now.rating, now.review], [true, 4, 'new']);
	});

	test('500 books and their echo', async () => {
		const me = somebody();
		const items = Array.from({ length: 500 }, (_, i) => ({ title: `Book ${i}`, author: `Author ${i % 50}`,
			publishedYear: 1900 + (i % 100), id: `book-${i}-x` }));
		assert.equal((await me.post(batch, { items })).body.count, 500);
		const mine = (await me.get(books)).body.items;
		assert.equal(mine.length, 500);
		const echo = (await me.post(batch, { items: mine })).body;
		assert.ok(echo.results.every((r) => r.status === 'unchanged'));
		assert.deepEqual((await me.get(books)).body.items, mine);
	});
});

describe('the first implementation\'s defects are mended', () => {
	test('D7 times are UTC and say so, in every answer the same', async () => {
		const me = somebody();
		const added = (await me.post(books, { title: 'T', addedAt: '2024-01-01T10:00:00+05:00' })).body.item;
		assert.equal(added.addedAt, '2024-01-01T05:00:00Z');
		assert.equal((await me.get(books)).body.items[0].addedAt, added.addedAt);
	});

	test('D8 plain input errors are 400 and name the field', async () => {
		const me = somebody();
		for (const [bad, error] of [
			[{ title: ['x'] }, 'invalid_title'],
			[{ title: 'x', author: { a: 1 } }, 'invalid_author'],
			[{ title: 'x', shelf: 'attic' }, 'invalid_shelf'],
			[{ title: 'x', pageCount: 1e18 }, 'invalid_page_count'],
			[{ title: 'x'.repeat(501) }, 'invalid_title'],
			[{ title: 'x', review: 'r'.repeat(60000) }, 'invalid_review'],
			[{ title: 'x', isbn13: '123' }, 'invalid_isbn13'],
		]) {
			const answer = await me.post(books, bad);
			assert.equal(answer.status, 400);
			assert.equal(answer.body.error, error);
			assert.ok(answer.body.errors[0].pointer.startsWith('#/'));
		}
		assert.equal((await me.post(books, beyond({ title: 'x', publishedYear: '²²²²' }))).status, 201);
		assert.equal((await me.get(books)).body.count, 1);
	});

	test('D9 a list, a number or a text as a book is 400', async () => {
		for (const bad of ['[1]', '7', '"x"', 'true'])
			assert.equal((await somebody().post(books, bad, { 'content-type': 'application/json' })).body.error, 'invalid_payload');
	});

	test('D10 D11 malformed JSON, NaN and lone surrogates are invalid_json', async () => {
		const me = somebody();
		const { id } = (await me.post(books, { title: 'x' })).body.item;
		for (const bad of ['{', '{"rating":NaN}', '{"review":"\\ud800"}', '{} {}', '{"a":"\\u0000"}']) {
			const answer = await me.patch(`${books}/${id}`, bad, { 'content-type': 'application/json' });
			assert.equal(answer.status, 400);
			assert.equal(answer.body.error, 'invalid_json');
		}
		assert.equal((await me.patch(`${books}/${id}`, [1])).body.error, 'invalid_payload');
		assert.equal((await me.patch(`${books}/${id}`, {})).status, 200);
	});

	test('D16 an e-mail address is checked, and a GET creates nobody', async () => {
		assert.equal((await api.as('nonsense').get(books)).body.error, 'invalid_email');
		assert.equal((await api.as(`${'a'.repeat(300)}@b`).get(books)).body.error, 'invalid_email');
		assert.equal((await api.as('New@Example.ORG').get(books)).status, 200);
	});

	test('D21 D25 links are http or https', async () => {
		for (const field of ['coverThumbnail', 'infoLink']) {
			const answer = await somebody().post(books, { title: 'x', [field]: 'javascript:alert(1)' });
			assert.equal(answer.status, 400);
			assert.match(answer.body.error, /^invalid_(cover_thumbnail|info_link)$/);
		}
		assert.equal((await somebody().post(books, { title: 'x', infoLink: 'HTTPS://a.b/c' })).status, 201);
	});

	test('D23 authors are a list, commas inside a name stay, the placeholder is nobody', async () => {
		const me = somebody();
		const authors = async (book) => (await me.post(books, { title: `t${Math.random()}`, ...book })).body.item.authors;
		assert.deepEqual(await authors({ author: 'Tolkien, J. R. R.' }), ['Tolkien, J. R. R.']);
		assert.deepEqual(await authors({ author: 'Terry Pratchett, Neil Gaiman' }), ['Terry Pratchett', 'Neil Gaiman']);
		assert.deepEqual(await authors({ author: 'Martin Luther King, Jr.' }), ['Martin Luther King, Jr.']);
		assert.deepEqual(await authors({ author: 'x', authors: ['A, B', 'C'] }), ['A, B', 'C']);
		assert.deepEqual(await authors({ author: 'Unknown author' }), []);
	});

	test('D5 null takes back a review and a rating', async () => {
		const me = somebody();
		const { id } = (await me.post(books, { title: 'x', review: 'y', rating: 2 })).body.item;
		const { item } = (await me.patch(`${books}/${id}`, { review: null, rating: null })).body;
		assert.deepEqual([item.review, item.rating], [null, null]);
	});
});

describe('races', () => {
	// 15 bursts of n requests at once, as the wire contract's section 10.
	for (const n of [4, 16]) {
		test(`R1 a new identity's first requests, ${n} at once, all succeed and make one person`, async () => {
			for (let burst = 0; burst < 15; burst++) {
				const me = somebody();
				const answers = await Promise.all(Array.from({ length: n }, (_, i) => me.post(books, { title: `b${i}` })));
				assert.ok(answers.every((a) => a.status === 201));
				assert.equal((await me.get(books)).body.count, n);
			}
		});

		test(`R2 R3 the same book, ${n} at once, is stored once`, async () => {
			for (let burst = 0; burst < 15; burst++) {
				const me = somebody();
				const book = burst % 2 ? { title: `Race ${burst}` } : { title: 'Race', googleBooksId: `r${n}-${burst}` };
				const answers = await Promise.all(Array.from({ length: n }, () => me.post(books, book)));
				assert.ok(answers.every((a) => a.status === 200 || a.status === 201));
				assert.equal(answers.filter((a) => a.status === 201).length, 1);
				assert.equal((await me.get(books)).body.count, 1);
			}
		});

		test(`R4 different fields, ${n} at once, are all kept`, async () => {
			const fields = [['liked', true], ['rating', 4], ['review', 'r'], ['pageCount', 7]];
			for (let burst = 0; burst < 15; burst++) {
				const me = somebody();
				const { id } = (await me.post(books, { title: 'x' })).body.item;
				await Promise.all(Array.from({ length: n }, (_, i) => me.patch(`${books}/${id}`,
					Object.fromEntries([fields[i % 4]]))));
				const b = (await me.get(books)).body.items[0];
				for (const [key, value] of fields) assert.equal(b[key], value);
			}
		});

		test(`R5 batches of 200, ${n} at once`, async () => {
			const me = somebody();
			const items = Array.from({ length: 200 }, (_, i) => ({ title: `Batch ${i}` }));
			const answers = await Promise.all(Array.from({ length: n }, () => me.post(`${books}/batch`, { items })));
			assert.ok(answers.every((a) => a.status === 200 && a.body.count === 200));
			assert.equal((await me.get(books)).body.count, 200);
		});
	}
});

test('what was acknowledged survives kill -9', async () => {
	const first = await start();
	const me = client(first.url);
	const titles = Array.from({ length: 40 }, (_, i) => `Kept ${i}`);
	const acknowledged = [];

	const writes = titles.map(async (title) => {
		try {
			if ((await me.post(books, { title })).status === 201) acknowledged.push(title);
		} catch { /* killed before an answer: not promised */ }
	});
	await new Promise((resolve) => setTimeout(resolve, 25));
	await first.kill9({ keep: true });
	await Promise.all(writes);
	const second = await start({ dataDir: first.dataDir });
	const kept = (await client(second.url).get(books)).body.items.map((b) => b.title);
	for (const title of acknowledged) assert.ok(kept.includes(title), title);
	await second.stop();
});

test('in production nobody is assumed, and headers are not believed', async () => {
	const s = await start({ env: { BOOKSHELF_ENV: 'production', DATABASE_URL: 'sqlite::memory:' } });
	for (const me of [client(s.url), client(s.url).as('a@b.org')]) {
		const answer = await me.get(books);
		assert.equal(answer.status, 401);
		assert.equal(answer.body.error, 'missing_identity');
	}
	assert.equal((await client(s.url).get('/health')).status, 200);
	await s.stop();
});

test('without the fallback an identity is asked for', async () => {
	const s = await start({ env: { BOOKSHELF_ENABLE_DEV_IDENTITY_FALLBACK: 'false' } });
	assert.equal((await client(s.url).get(books)).status, 401);
	assert.equal((await client(s.url).as('a@b.org').get(books)).status, 200);
	await s.stop();
});
