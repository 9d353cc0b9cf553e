// loans.test.mjs - /library/me/loans as the wire contract states it; D7 … are the defects it lists.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from './suite.mjs';
import { client, isBook } from './client.mjs';
import { binary, environmentOf, start } from './server.mjs';

let server, api;
let people = 0;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());

const somebody = () => api.as(`lender${++people}@example.org`);
const books = '/library/me/books', friends = '/library/me/friends', loans = '/library/me/loans';
const json = { 'content-type': 'application/json' };
const keys = ['book', 'borrowerContact', 'borrowerName', 'createdAt', 'dueAt', 'friend', 'friendId', 'id', 'lentAt', 'note',
	'returnedAt', 'status', 'updatedAt', 'userBookId'];

const add = async (me, title) => (await me.post(books, { title })).body.item;
const lend = async (me, userBookId, more = { borrowerName: 'Ada' }) => me.post(loans, { userBookId, ...more });
const book = async (me, id) => (await me.get(`${books}/${id}`)).body.item;

test('a book is lent to a friend, and comes back', async () => {
	const me = somebody();
	const { id } = await add(me, 'Emma');
	const friend = (await me.post(friends, { name: 'Ada' })).body.item;
	const lent = await lend(me, id, { friendId: friend.id, dueDate: '2030-01-31', note: 'the blue one', borrowerEmail: 'a@x.org' });
	assert.equal(lent.status, 201);
	const { item } = lent.body;
	assert.deepEqual(Object.keys(item).sort(), keys);
	assert.equal(isBook(item.book).id, id);
	assert.equal(item.book.loaned, true);
	assert.deepEqual([item.userBookId, item.friendId, item.borrowerName, item.borrowerContact, item.status, item.note, item.returnedAt],
		[id, friend.id, 'Ada', 'a@x.org', 'active', 'the blue one', null]);
	assert.deepEqual(item.friend, friend);
	assert.deepEqual((await me.get(loans)).body, { count: 1, items: [item] });
	const back = (await me.patch(`${loans}/${item.id}`, { status: 'returned' })).body.item;
	assert.equal(back.book.loaned, false);
	assert.match(back.returnedAt, /Z$/);
	assert.equal((await book(me, id)).loaned, false);
});

test('D7: times are of one moment whatever the zone, and say their zone', async () => {
	const me = somebody();
	const { item } = (await lend(me, (await add(me, 'Emma')).id, { borrowerName: 'Ada', lentAt: '2024-01-01T10:00:00+05:00',
		dueDate: '2024-02-01' })).body;
	assert.deepEqual([item.lentAt, item.dueAt], ['2024-01-01T05:00:00Z', '2024-02-01T00:00:00Z']);
	assert.deepEqual((await me.get(loans)).body.items[0], item);
	for (const key of ['createdAt', 'updatedAt']) assert.match(item[key], /Z$/);
});

test('the list is asked for by status, newest first, and says all to what is none', async () => {
	const me = somebody();
	const made = [];
	for (const title of ['One', 'Two', 'Three']) made.push((await lend(me, (await add(me, title)).id)).body.item.id);
	await me.patch(`${loans}/${made[1]}`, { status: 'returned' });
	const ids = async (query) => (await me.get(`${loans}${query}`)).body.items.map((l) => l.id);
	assert.deepEqual(await ids(''), [made[2], made[1], made[0]]);
	assert.deepEqual(await ids('?status=ACTIVE'), [made[2], made[0]]);
	assert.deepEqual(await ids('?status=returned'), [made[1]]);
	assert.equal((await ids('?status=lost')).length, 3);
});

test('D18: a book that is lent is not lent again, and the answer says who has it', async () => {
	const me = somebody();
	const { id } = await add(me, 'Emma');
	await lend(me, id);
	const again = await lend(me, id, { borrowerName: 'Bob' });
	assert.deepEqual([again.status, again.body.error], [409, 'conflict']);
	assert.match(again.body.message, /Ada/);
	assert.equal((await lend(me, id, { borrowerName: 'Bob', returnedAt: '2020-01-01' })).status, 201);
	assert.equal((await book(me, id)).loaned, true);
});

test('D18: four at once lend a book once', async () => {
	const me = somebody();
	const { id } = await add(me, 'Emma');
	const answers = await Promise.all(['Ada', 'Bob', 'Cy', 'Di'].map((borrowerName) => lend(me, id, { borrowerName })));
	assert.deepEqual(answers.map((a) => a.status).sort(), [201, 409, 409, 409]);
	assert.equal((await me.get(loans)).body.count, 1);
});

test('D18: returned without a time is returned now; active again has none', async () => {
	const me = somebody();
	const { id } = await add(me, 'Emma');
	const { item } = (await lend(me, id, { borrowerName: 'Ada', status: 'returned' })).body;
	assert.ok(Math.abs(new Date(item.returnedAt) - Date.now()) < 60000);
	assert.equal(item.book.loaned, false);
	const again = (await me.patch(`${loans}/${item.id}`, { status: ' Active ' })).body.item;
	assert.deepEqual([again.status, again.returnedAt, again.book.loaned], ['active', null, true]);
	const back = (await me.patch(`${loans}/${item.id}`, { returnedAt: '2020-01-01' })).body.item;
	assert.deepEqual([back.status, back.returnedAt, back.book.loaned], ['returned', '2020-01-01T00:00:00Z', false]);
});

test('D18: a lent book is not unmarked behind its loan; a mark without a loan is the person\'s own', async () => {
	const me = somebody();
	const { id } = await add(me, 'Emma');
	assert.equal((await me.patch(`${books}/${id}`, { loaned: true })).body.item.loaned, true);
	assert.equal((await me.patch(`${books}/${id}`, { loaned: false })).body.item.loaned, false);
	const { item } = (await lend(me, id)).body;
	const refused = await me.patch(`${books}/${id}`, { loaned: false, liked: true });
	assert.deepEqual([refused.status, refused.body.error], [409, 'conflict']);
	assert.match(refused.body.message, /Ada.*loan/);
	assert.equal((await book(me, id)).liked, false);
	const echo = await me.post(`${books}/batch`, { items: [{ ...item.book, loaned: false }] });
	assert.equal(echo.body.items[0].loaned, true);
	assert.equal((await me.delete(`${loans}/${item.id}`)).status, 200);
	assert.equal((await book(me, id)).loaned, false);
});

test('what is said of a loan changes only that', async () => {
	const me = somebody();
	const { item } = (await lend(me, (await add(me, 'Emma')).id, { borrowerName: 'Ada', borrowerContact: 'a@x.org', note: 'blue',
		dueAt: '2030-01-01', lentAt: '2024-01-01' })).body;
	const path = `${loans}/${item.id}`;
	const kept = (await me.patch(path, { friendId: '', borrowerName: ' ', borrowerContact: null, lentAt: 'soon', note: null, status: 'lost' })).body.item;
	assert.deepEqual(kept, item);
	assert.equal((await me.patch(path, { dueDate: '2031-01-01' })).body.item.dueAt, '2031-01-01T00:00:00Z');
	assert.equal((await me.patch(path, { dueAt: 'whenever' })).body.item.dueAt, null);
	await me.patch(path, { dueAt: '2030-01-01' });
	const cleared = (await me.patch(path, { dueDate: null, note: '', borrowerName: 'Ada K' })).body.item;
	assert.deepEqual([cleared.dueAt, cleared.note, cleared.borrowerName, cleared.borrowerContact], [null, null, 'Ada K', 'a@x.org']);
	const friend = (await me.post(friends, { name: 'Bob' })).body.item;
	assert.equal((await me.patch(path, { friendId: friend.id })).body.item.friend.name, 'Bob');
	assert.equal((await me.patch(path, { friendId: 'nonsense' })).body.item.friendId, friend.id);
});

test('D17: a removed friend leaves the name, and no dead id', async () => {
	const me = somebody();
	const friend = (await me.post(friends, { name: 'Ada' })).body.item;
	await lend(me, (await add(me, 'Emma')).id, { friendId: friend.id });
	const list = await me.get(loans);
	await me.delete(`${friends}/${friend.id}`);
	const { body } = await me.get(loans, { 'if-none-match': list.headers.get('etag') });
	assert.deepEqual([body.items[0].friendId, body.items[0].friend, body.items[0].borrowerName], [null, null, 'Ada']);
});

test('what cannot be lent is refused by name', async () => {
	const me = somebody(), other = somebody();
	const { id } = await add(me, 'Emma'), theirs = await add(other, 'Dune');
	const stranger = (await other.post(friends, { name: 'Stranger' })).body.item;
	const error = async (body) => (await me.post(loans, body)).body.error;
	assert.equal(await error({ borrowerName: 'Ada' }), 'missing_user_book_id');
	assert.equal(await error({ userBookId: 'book-1', borrowerName: 'Ada' }), 'user_book_not_found');
	assert.equal(await error({ userBookId: theirs.id, borrowerName: 'Ada' }), 'user_book_not_found');
	assert.equal(await error({ userBookId: id }), 'missing_borrower_name');
	assert.equal(await error({ userBookId: id, friendId: stranger.id }), 'missing_borrower_name');
	assert.equal(await error({ userBookId: id, borrowerName: 'x'.repeat(256) }), 'invalid_borrower_name');
	assert.equal(await error({ userBookId: id, borrowerName: 'Ada', note: 'x'.repeat(2001) }), 'invalid_note');
	assert.equal(await error({ userBookId: id, borrowerName: ['Ada'] }), 'invalid_borrower_name');
	assert.equal(await error([{ userBookId: id }]), 'invalid_payload');
	assert.equal((await me.post(loans, '{"userBookId"', json)).body.error, 'invalid_json');
	assert.equal((await me.get(loans)).body.count, 0);
});

test('loans of somebody else are unknown, and what is no change is refused', async () => {
	const me = somebody(), other = somebody();
	const { item } = (await lend(me, (await add(me, 'Emma')).id)).body;
	await add(other, 'Dune');
	for (const answer of [await other.patch(`${loans}/${item.id}`, { status: 'returned' }), await other.delete(`${loans}/${item.id}`),
		await other.patch(`${loans}/nonsense`, {})])
		assert.deepEqual([answer.status, answer.body.error], [404, 'not_found']);
	assert.equal((await me.patch(`${loans}/${item.id}`, ['returned'])).body.error, 'invalid_payload');
	assert.equal((await me.patch(`${loans}/${item.id}`, '{', json)).body.error, 'invalid_json');
	assert.deepEqual((await me.patch(`${loans}/${item.id}`, {})).body.item, item);
});

test('a loan is changed only in the state that was seen, and its list is not sent twice', async () => {
	const me = somebody();
	const lent = await lend(me, (await add(me, 'Emma')).id);
	const path = `${loans}/${lent.body.item.id}`, tag = lent.headers.get('etag');
	assert.equal((await me.patch(path, { note: 'a' }, { 'if-match': tag })).status, 200);
	assert.equal((await me.patch(path, { note: 'b' }, { 'if-match': tag })).status, 412);
	const list = await me.get(loans);
	assert.equal((await me.get(loans, { 'if-none-match': list.headers.get('etag') })).status, 304);
	assert.deepEqual((await me.delete(path)).body, { id: lent.body.item.id, status: 'deleted' });
	assert.equal((await me.delete(path)).status, 404);
	assert.deepEqual((await me.get(loans, { 'if-none-match': list.headers.get('etag') })).body, { count: 0, items: [] });
});

test('a deleted book takes its loans along, and brings them back', async () => {
	const me = somebody();
	const { id } = await add(me, 'Emma');
	const { item } = (await lend(me, id)).body;
	await me.delete(`${books}/${id}`);
	assert.equal((await me.get(loans)).body.count, 0);
	const trash = (await me.get('/library/me/trash')).body.items;
	assert.deepEqual(trash.map((t) => t.noun), ['book']);
	assert.equal((await me.post(`/library/me/trash/${id}/restore`)).status, 200);
	assert.deepEqual((await me.get(loans)).body.items, [item]);
});

test('bookshelf loans prints who has what, and since when it should be back', async () => {
	const run = (...words) => execFileSync(binary, ['loans', '--data-dir', server.dataDir, ...words],
		{ encoding: 'utf8', env: environmentOf(server.dataDir) });
	const [emma, dune] = [await add(api, 'Emma'), await add(api, 'Dune')];
	await lend(api, emma.id, { borrowerName: 'Ada', lentAt: '2020-01-02', dueDate: '2020-02-03' });
	const { item } = (await lend(api, dune.id, { borrowerName: 'Bob', returnedAt: '2021-03-04' })).body;
	assert.match(run(), /^Emma +Ada +2020-01-02 +overdue since 2020-02-03\n1 loans\n$/);
	assert.match(run('--all'), /Dune +Bob +\S+ +returned 2021-03-04\n/);
	assert.deepEqual(JSON.parse(run('--all', '--json'))[0], item);
});
