// paging.test.mjs - the library a page at a time: order, filters, words, cursors, and what has not changed since.
import assert from 'node:assert/strict';
import { after, before, describe, test } from './suite.mjs';
import { client } from './client.mjs';
import { start } from './server.mjs';

let server, api;
let people = 0;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());

const books = '/library/me/books';

async function somebody(items = []) {
	const me = api.as(`page${++people}@example.org`);
	if (items.length) await me.post(`${books}/batch`, { items });
	return me;
}
const titles = (answer) => answer.body.items.map((b) => b.title);

// Follow the Link headers to the end.
async function pages(me, query, list = books, names = titles) {
	const all = [];
	for (let path = `${list}?${query}`; path;) {
		const answer = await me.get(path);
		assert.equal(answer.status, 200);
		assert.equal(answer.body.count, answer.body.items.length);
		all.push(names(answer));
		const link = answer.headers.get('link');
		assert.equal(answer.body.next === null, link === null);
		path = link ? /^<([^>]+)>; rel="next"$/.exec(link)[1] : null;
	}
	return all;
}

const shelf = [
	{ title: 'Emma', author: 'Jane Austen', rating: 4, shelf: 'read', addedAt: '2020-01-01', isbn13: '9780141439587' },
	{ title: 'Dune', author: 'Frank Herbert', rating: 5, shelf: 'reading', status: 'owned', addedAt: '2020-01-02' },
	{ title: 'L\'Étranger', author: 'Albert Camus', shelf: 'want_to_read', status: 'wished', addedAt: '2020-01-03' },
	{ title: 'Beowulf', shelf: 'read', rating: 4, addedAt: '2020-01-03' },
	{ title: 'Persuasion', author: 'Jane Austen', shelf: 'read', addedAt: '2020-01-05' },
];

describe('GET /library/me/books?…', () => {
	test('pages follow one another without gap or repeat, in every order', async () => {
		const me = await somebody(shelf);
		for (const [sort, want] of [
			['title', ['Beowulf', 'Dune', 'Emma', 'L\'Étranger', 'Persuasion']],
			['author', ['Beowulf', 'Emma', 'Persuasion', 'L\'Étranger', 'Dune']],
			['rating', ['Dune']],
			['added', ['Persuasion']],
			['updated', []],
		]) {
			for (const limit of [1, 2, 3, 5, 500]) {
				const got = await pages(me, `sort=${sort}&limit=${limit}`);
				assert.ok(got.slice(0, -1).every((page) => page.length === limit));
				assert.equal(new Set(got.flat()).size, 5, `${sort} by ${limit}: ${got}`);
				if (want.length === 5 && sort === 'author') assert.deepEqual(new Set(got.flat().slice(1, 3)), new Set(['Emma', 'Persuasion']));
				else assert.deepEqual(got.flat().slice(0, want.length), want);
			}
		}
		assert.deepEqual((await pages(me, 'sort=rating&limit=2')).flat().slice(1, 3).sort(), ['Beowulf', 'Emma']);
	});

	test('what is added while somebody pages neither hides nor repeats a book', async () => {
		const me = await somebody(shelf);
		const first = await me.get(`${books}?sort=title&limit=2`);
		await me.post(books, { title: 'Aaron' });
		const second = await me.get(`${books}?sort=title&limit=2&cursor=${first.body.next}`);
		assert.deepEqual([titles(first), titles(second)], [['Beowulf', 'Dune'], ['Emma', 'L\'Étranger']]);
	});

	test('filters are by shelf, status, words and time, also together', async () => {
		const me = await somebody(shelf);
		const ask = async (query) => titles(await me.get(`${books}?sort=title&${query}`));
		assert.deepEqual(await ask('shelf=read'), ['Beowulf', 'Emma', 'Persuasion']);
		assert.deepEqual(await ask('status=wished'), ['L\'Étranger']);
		assert.deepEqual(await ask('q=etranger'), ['L\'Étranger']);
		assert.deepEqual(await ask('q=jan%20AUST'), ['Emma', 'Persuasion']);
		assert.deepEqual(await ask('q=austen+emma'), ['Emma']);
		assert.deepEqual(await ask('q=9780141439587'), ['Emma']);
		assert.deepEqual(await ask('q=mma'), [], 'words are found from their beginning');
		assert.deepEqual(await ask('q=%25'), ['Beowulf', 'Dune', 'Emma', 'L\'Étranger', 'Persuasion'], 'signs say nothing');
		assert.deepEqual(await ask('shelf=read&q=austen'), ['Emma', 'Persuasion']);
		const since = (await me.patch(`${books}/${(await me.get(`${books}?q=dune`)).body.items[0].id}`, { liked: true })).body.item.updatedAt;
		assert.ok((await ask(`updatedSince=${since}`)).includes('Dune'));
		assert.deepEqual(await ask('updatedSince=2100-01-01'), []);
	});

	test('without any of these the whole list is as it was, newest first', async () => {
		const me = await somebody(shelf);
		const { body, headers } = await me.get(books);
		assert.deepEqual(Object.keys(body).sort(), ['count', 'items']);
		assert.equal(body.count, 5);
		assert.equal(headers.get('link'), null);
		assert.equal(body.items[0].title, 'Persuasion');
	});

	test('what is wrong in the query is named', async () => {
		const me = await somebody(shelf);
		const { body } = await me.get(`${books}?sort=title&limit=1`);
		for (const [query, error] of [
			['limit=0', 'invalid_limit'], ['limit=501', 'invalid_limit'], ['limit=ten', 'invalid_limit'],
			['sort=colour', 'invalid_sort'], ['shelf=attic', 'invalid_shelf'],
			['updatedSince=soon', 'invalid_updated_since'], ['cursor=nonsense', 'invalid_cursor'],
			[`sort=author&cursor=${body.next}`, 'invalid_cursor'], [`cursor=${body.next}`, 'invalid_cursor'],
		]) {
			const answer = await me.get(`${books}?${query}`);
			assert.deepEqual([answer.status, answer.body.error], [400, error], query);
		}
	});

	test('a person who is new has no pages', async () => {
		assert.deepEqual((await (await somebody()).get(`${books}?limit=5`)).body, { count: 0, items: [], next: null });
	});
});

const friends = '/library/me/friends', loans = '/library/me/loans';
const named = (answer) => answer.body.items.map((f) => f.name);
const lentTo = (answer) => answer.body.items.map((l) => l.borrowerName);

async function lender(people) {
	const me = await somebody(people.map((name) => ({ title: `For ${name}` })));
	const lent = {};
	for (const name of people) {
		const book = (await me.get(`${books}?q=${name}`)).body.items[0];
		lent[name] = (await me.post(loans, { userBookId: book.id, borrowerName: name })).body.item;
	}
	return { me, lent };
}

describe('GET /library/me/friends?…', () => {
	const all = ['Ada', 'Bob', 'Zoë', 'ada', 'Éva'];
	const befriend = async () => {
		const me = await somebody();
		for (const name of ['Éva', 'ada', 'Bob', 'Zoë', 'Ada']) await me.post(friends, { name });
		return me;
	};

	test('pages follow one another by name, without gap or repeat', async () => {
		const me = await befriend();
		for (const limit of [1, 2, 4, 5, 500]) {
			const got = await pages(me, `limit=${limit}`, friends, named);
			assert.deepEqual(got.flat(), all);
			assert.ok(got.slice(0, -1).every((page) => page.length === limit));
		}
		const first = await me.get(`${friends}?limit=2`);
		await me.post(friends, { name: 'Aaron' });
		assert.deepEqual(named(await me.get(`${friends}?limit=2&cursor=${first.body.next}`)), ['Zoë', 'ada']);
	});

	test('without a page the answer is all of them, as old clients know it', async () => {
		const me = await befriend();
		const { body, headers } = await me.get(friends);
		assert.deepEqual([Object.keys(body).sort(), body.count, headers.get('link')], [['count', 'items'], 5, null]);
	});

	test('only those changed since a time are sent', async () => {
		const me = await befriend();
		const { id } = (await me.get(friends)).body.items[1];
		await new Promise((resolve) => setTimeout(resolve, 20));
		const since = new Date().toISOString();
		await me.patch(`${friends}/${id}`, { name: 'Bobby' });
		assert.deepEqual(named(await me.get(`${friends}?updatedSince=${since}`)), ['Bobby']);
		assert.deepEqual(named(await me.get(`${friends}?updatedSince=2100-01-01`)), []);
		assert.equal((await me.get(`${friends}?updatedSince=2000-01-01`)).body.count, 5);
	});

	test('what is wrong in the query is named', async () => {
		const me = await befriend();
		const { next } = (await me.get(`${books}?limit=1`)).body;
		const theirs = (await me.get(`${friends}?limit=1`)).body.next;
		for (const [path, error] of [
			[`${friends}?limit=0`, 'invalid_limit'], [`${friends}?limit=501`, 'invalid_limit'], [`${friends}?cursor=x`, 'invalid_cursor'],
			[`${friends}?updatedSince=soon`, 'invalid_updated_since'], [`${loans}?cursor=${theirs}`, 'invalid_cursor'],
			[`${loans}?limit=-1`, 'invalid_limit'], [`${loans}?friendId=Ada`, 'invalid_friend_id'],
			[`${loans}?userBookId=1`, 'invalid_user_book_id'], [`${loans}?overdue=perhaps`, 'invalid_overdue'],
		]) {
			const answer = await me.get(path);
			assert.deepEqual([answer.status, answer.body.error], [400, error], path);
		}
		assert.equal(next, null);
	});
});

describe('GET /library/me/loans?…', () => {
	test('pages follow one another from the newest on, without gap or repeat', async () => {
		const { me } = await lender(['Ada', 'Bob', 'Cleo', 'Dan', 'Eve']);
		for (const limit of [1, 2, 3, 5, 500]) {
			const got = await pages(me, `limit=${limit}`, loans, lentTo);
			assert.deepEqual(got.flat(), ['Eve', 'Dan', 'Cleo', 'Bob', 'Ada'], `by ${limit}`);
			assert.ok(got.slice(0, -1).every((page) => page.length === limit));
		}
		assert.deepEqual(Object.keys((await me.get(loans)).body).sort(), ['count', 'items']);
	});

	test('filters are by status, friend, book, what is overdue and time, also on pages', async () => {
		const { me, lent } = await lender(['Ada', 'Bob', 'Cleo']);
		const ask = async (query) => lentTo(await me.get(`${loans}?${query}`));
		const friend = (await me.post(friends, { name: 'Dora' })).body.item;
		await me.patch(`${loans}/${lent.Ada.id}`, { status: 'returned' });
		await me.post(loans, { userBookId: lent.Ada.userBookId, friendId: friend.id, dueAt: '2020-01-01' });
		await me.patch(`${loans}/${lent.Bob.id}`, { dueAt: '2100-01-01' });
		assert.deepEqual(await ask('status=open'), ['Dora', 'Cleo', 'Bob']);
		assert.deepEqual(await ask('status=RETURNED'), ['Ada']);
		assert.deepEqual(await ask('status=anything'), ['Dora', 'Cleo', 'Bob', 'Ada']);
		assert.deepEqual(await ask(`friendId=${friend.id}`), ['Dora']);
		assert.deepEqual(await ask(`userBookId=${lent.Ada.userBookId}`), ['Dora', 'Ada']);
		assert.deepEqual(await ask(`userBookId=${lent.Ada.userBookId}&status=active`), ['Dora']);
		assert.deepEqual(await ask('overdue=true'), ['Dora']);
		assert.deepEqual(await ask('overdue=false'), ['Dora', 'Cleo', 'Bob', 'Ada']);
		assert.deepEqual(await ask('updatedSince=2100-01-01'), []);
		assert.deepEqual(await pages(me, 'status=active&limit=2', loans, lentTo), [['Dora', 'Cleo'], ['Bob']]);
		await me.delete(`${friends}/${friend.id}`);
		assert.deepEqual(await ask(`friendId=${friend.id}`), ['Dora'], 'also of a friend who was deleted');
		assert.deepEqual((await (await somebody()).get(`${loans}?limit=5`)).body, { count: 0, items: [], next: null });
	});

	test('what became overdue since is no list that is as it was', async () => {
		const { me, lent } = await lender(['Ada']);
		await me.patch(`${loans}/${lent.Ada.id}`, { dueAt: new Date(Date.now() + 1500).toISOString() });
		const first = await me.get(`${loans}?overdue=true`);
		assert.equal(first.body.count, 0);
		await new Promise((resolve) => setTimeout(resolve, 1600));
		assert.equal((await me.get(`${loans}?overdue=true`, { 'if-none-match': first.headers.get('etag') })).body.count, 1);
	});

	test('one loan is sent with its state, which a change of its book or friend is part of', async () => {
		const { me } = await lender([]);
		const friend = (await me.post(friends, { name: 'Ada' })).body.item;
		const book = (await me.post(books, { title: 'Emma' })).body.item;
		const { item } = (await me.post(loans, { userBookId: book.id, friendId: friend.id })).body;
		const path = `${loans}/${item.id}`;
		for (const change of [() => me.patch(`${books}/${book.id}`, { liked: true }), () => me.patch(`${friends}/${friend.id}`, { name: 'Ada K' }),
			() => me.patch(path, { note: 'the blue one' }), () => me.delete(`${friends}/${friend.id}`)]) {
			const seen = await me.get(path);
			assert.equal(seen.status, 200);
			const tag = seen.headers.get('etag');
			assert.equal((await me.get(path, { 'if-none-match': tag })).status, 304);
			await change();
			const again = await me.get(path, { 'if-none-match': tag });
			assert.equal(again.status, 200);
			assert.notDeepEqual(again.body, seen.body);
		}
		assert.equal((await me.get(path)).body.item.note, 'the blue one');
		for (const answer of [await (await somebody()).get(path), await me.get(`${loans}/nonsense`)])
			assert.deepEqual([answer.status, answer.body.error], [404, 'not_found']);
	});
});

describe('what has not changed', () => {
	test('D19 a list that is as it was is answered 304, and any change of it is seen', async () => {
		const me = await somebody(shelf);
		for (const path of [books, `${books}?limit=3`, `${books}?q=emma`]) {
			const first = await me.get(path);
			const tag = first.headers.get('etag');
			assert.match(tag, /^"[^"]+"$/);
			const again = await me.get(path, { 'if-none-match': tag });
			assert.deepEqual([again.status, again.body], [304, '']);
			await me.patch(`${books}/${first.body.items[0].id}`, { review: `seen ${path}` });
			assert.equal((await me.get(path, { 'if-none-match': tag })).status, 200);
		}
	});

	test('what somebody else fills in a shared edition is seen too', async () => {
		const me = await somebody([{ title: 'Emma', googleBooksId: `fill${Date.now()}` }]);
		const first = await me.get(books);
		const googleBooksId = first.body.items[0].googleBooksId;
		await (await somebody()).post(books, { title: 'Emma', googleBooksId, author: 'Jane Austen' });
		const again = await me.get(books, { 'if-none-match': first.headers.get('etag') });
		assert.equal(again.status, 200);
		assert.equal(again.body.items[0].author, 'Jane Austen');
		assert.deepEqual(titles(await me.get(`${books}?q=austen`)), ['Emma']);
	});

	test('a change of what one has not seen is refused, and nothing is lost', async () => {
		const me = await somebody([{ title: 'Emma' }]);
		const { id } = (await me.get(books)).body.items[0];
		const path = `${books}/${id}`;
		const seen = (await me.get(path)).headers.get('etag');
		assert.equal((await me.get(path, { 'if-none-match': seen })).status, 304);
		const changed = await me.patch(path, { review: 'mine' }, { 'if-match': seen });
		assert.equal(changed.status, 200);
		assert.notEqual(changed.headers.get('etag'), seen);
		const late = await me.patch(path, { review: 'late' }, { 'if-match': seen });
		assert.deepEqual([late.status, late.body.error], [412, 'precondition_failed']);
		assert.equal((await me.call('DELETE', path, undefined, { 'if-match': seen })).status, 412);
		assert.equal((await me.get(path)).body.item.review, 'mine');
		assert.equal((await me.call('DELETE', path, undefined, { 'if-match': changed.headers.get('etag') })).status, 200);
		assert.equal((await me.get(path)).status, 404);
	});

	test('D19 a long list is compressed for those who can read it', async () => {
		const me = await somebody(Array.from({ length: 100 }, (_, i) => ({ title: `Book ${i}` })));
		const answer = await me.get(books, { 'accept-encoding': 'gzip' });
		assert.equal(answer.headers.get('content-encoding'), 'gzip');
		assert.equal(answer.body.count, 100);
		assert.equal((await me.get(books, { 'accept-encoding': 'gzip', 'if-none-match': answer.headers.get('etag') })).status, 304);
	});
});
