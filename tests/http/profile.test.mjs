// profile.test.mjs - /library/me/profile as the wire contract states it, and a whole day of an old client; D5 … are the defects it lists.
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

const somebody = () => api.as(`person${++people}@example.org`, `person${people}`);
const profile = '/library/me/profile', books = '/library/me/books', friends = '/library/me/friends', loans = '/library/me/loans';
const keys = ['avatarUrl', 'badge', 'bio', 'displayName', 'email', 'favoriteBooks', 'id', 'location', 'metrics', 'recentReviews',
	'username', 'website'];
const metrics = ['activeLoans', 'averageRating', 'booksInLibrary', 'booksThisYear', 'friends', 'shelves'];
const read = async (me) => (await me.get(profile)).body.profile;

test('D16: who is new sees a profile, and is created by the first thing they say', async () => {
	const me = somebody();
	const p = await read(me);
	for (const key of keys) assert.ok(key in p, key);
	assert.deepEqual(Object.keys(p.metrics).sort(), metrics);
	assert.deepEqual([p.id, p.email, p.username, p.displayName, p.badge, p.keepPhotos],
		[null, `person${people}@example.org`, `person${people}`, `person${people}`, 'PATRON', true]);
	assert.deepEqual(p.metrics, { activeLoans: 0, averageRating: null, booksInLibrary: 0, booksThisYear: 0, friends: 0, shelves: 0 });
	assert.equal((await read(me)).id, null);
	assert.match((await me.patch(profile, { bio: 'Reads.' })).body.profile.id, /^[0-9a-f-]{36}$/);
});

test('D16: an address that is none is refused', async () => {
	for (const email of ['nobody', 'two@at@signs', '@x.org', 'a b@x.org', `${'x'.repeat(250)}@x.org`])
		assert.deepEqual((await api.as(email).get(profile)).body.error, 'invalid_email', email);
});

test('D5: null clears what the old client leaves empty, absence keeps', async () => {
	const me = somebody();
	const all = { displayName: 'Ada', bio: 'Reads.\nWrites.', location: 'London', website: 'ada.example.org', badge: 'CURATOR',
		avatarUrl: 'https://x.org/a.png' };
	const said = (await me.patch(profile, all)).body.profile;
	for (const [key, value] of Object.entries(all)) assert.equal(said[key], value);
	assert.deepEqual((await me.patch(profile, { location: 'Paris' })).body.profile, { ...said, location: 'Paris' });
	const cleared = (await me.patch(profile, { displayName: null, bio: null, location: '', website: null, badge: null, avatarUrl: null })).body.profile;
	assert.deepEqual([cleared.displayName, cleared.bio, cleared.location, cleared.website, cleared.badge, cleared.avatarUrl],
		[said.username, null, null, null, 'PATRON', null]);
	assert.equal((await me.patch(profile, { keepPhotos: false })).body.profile.keepPhotos, false);
	assert.equal((await me.patch(profile, { keepPhotos: null })).body.profile.keepPhotos, false);
});

test('D12: what is too long, or no web address, is refused by name', async () => {
	const me = somebody();
	for (const [field, value] of [['displayName', 'x'.repeat(121)], ['bio', 'x'.repeat(2001)], ['location', 'x'.repeat(121)],
		['website', 'x'.repeat(256)], ['website', 'javascript:alert(1)'], ['badge', 'x'.repeat(33)], ['avatarUrl', 'data:image/png,x'],
		['bio', { a: 1 }]]) {
		const answer = await me.patch(profile, { [field]: value });
		assert.deepEqual([answer.status, answer.body.error],
			[400, `invalid_${field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`], `${field} ${String(value).slice(0, 20)}`);
	}
	assert.equal((await me.patch(profile, { displayName: '📚'.repeat(120) })).status, 200);
});

test('what is no change is refused, and what says nothing is not', async () => {
	const me = somebody();
	assert.equal((await me.patch(profile, ['Ada'])).body.error, 'invalid_payload');
	assert.equal((await me.patch(profile, '{"bio":', { 'content-type': 'application/json' })).body.error, 'invalid_json');
	assert.equal((await me.patch(profile, {})).status, 200);
});

test('a profile sums up the library, and is not sent twice', async () => {
	const me = somebody();
	for (const [title, rating, shelf] of [['One', 4, 'read'], ['Two', 3.5, 'reading'], ['Three', 4, 'read'], ['Four', null, 'read']])
		await me.post(books, { title, rating, shelf, liked: title !== 'One', review: title === 'Two' ? 'Good.' : null });
	await me.post(books, { title: 'Old', addedAt: '2001-01-01' });
	const { items } = (await me.get(books)).body;
	await me.post(loans, { userBookId: items[0].id, borrowerName: 'Ada' });
	await me.post(friends, { name: 'Ada' });
	await me.post(friends, { name: 'Bob', status: 'blocked' });
	const answer = await me.get(profile);
	const p = answer.body.profile;
	assert.deepEqual(p.metrics, { activeLoans: 1, averageRating: 3.83, booksInLibrary: 5, booksThisYear: 4, friends: 1, shelves: 2 });
	assert.deepEqual(p.favoriteBooks.map((b) => b.title).sort(), ['Four', 'Three', 'Two']);
	assert.deepEqual(p.recentReviews.map((b) => b.review), ['Good.']);
	const tag = answer.headers.get('etag');
	assert.equal((await me.get(profile, { 'if-none-match': tag })).status, 304);
	await me.patch(`${books}/${items[1].id}`, { liked: false });
	assert.equal((await me.get(profile, { 'if-none-match': tag })).status, 200);
});

test('a profile that was read under another user name is not taken for the newest', async () => {
	const me = somebody();
	await me.patch(profile, { bio: 'Reads.' });
	const tag = (await me.get(profile)).headers.get('etag');
	const name = `other${people}`;
	assert.equal((await me.patch('/users/me', { username: name })).status, 200);
	const now = await me.get(profile, { 'if-none-match': tag });
	assert.deepEqual([now.status, now.body.profile?.username], [200, name]);
});

test('the day of an old client: start-up, lending to a new name, saving the profile, returning', async () => {
	const me = somebody();
	// It starts: the list, then all of it sent back, then the rest side by side.
	const added = await me.post(`${books}/batch`, { items: [{ id: 'book-1700000000000-ab12', title: 'Emma', author: 'Jane Austen', publishedYear: 1815 },
		{ id: 'book-1700000000001-cd34', title: 'Dune', author: 'Frank Herbert', liked: true }] });
	assert.equal(added.body.count, 2);
	const startUp = async () => {
		const { items } = (await me.get(books)).body;
		assert.equal((await me.post(`${books}/batch`, { items })).body.count, items.length);
		const answers = await Promise.all([profile, friends, loans].map((path) => me.get(path)));
		assert.deepEqual(answers.map((a) => a.status), [200, 200, 200]);
		assert.ok(answers[0].body.profile && Array.isArray(answers[1].body.items) && Array.isArray(answers[2].body.items));
		return { items, profile: answers[0].body.profile, friends: answers[1].body.items, loans: answers[2].body.items };
	};
	const first = await startUp();
	const emma = first.items.find((b) => b.title === 'Emma');
	// It lends a book to a name that was typed.
	const friend = (await me.post(friends, { name: 'Ada Lovelace', email: null })).body.item;
	assert.deepEqual([friend.name, friend.initials], ['Ada Lovelace', 'AL']);
	const lent = (await me.post(loans, { userBookId: emma.id, friendId: friend.id, borrowerName: friend.name, dueDate: '2030-01-31' })).body.item;
	assert.deepEqual([lent.book.id, lent.book.loaned, lent.friend.id, lent.dueAt], [emma.id, true, friend.id, '2030-01-31T00:00:00Z']);
	assert.equal((await read(me)).metrics.activeLoans, 1);
	// It saves the profile: all six fields, what is empty as null.
	const saved = (await me.patch(profile, { displayName: 'Me', bio: null, location: null, website: null, badge: null, avatarUrl: null })).body.profile;
	assert.deepEqual([saved.displayName, saved.bio, saved.badge, saved.metrics.friends], ['Me', null, 'PATRON', 1]);
	// It is started again while the book is away, then the book comes back.
	const second = await startUp();
	assert.equal(second.items.find((b) => b.id === emma.id).loaned, true);
	const back = (await me.patch(`${loans}/${second.loans[0].id}`, { status: 'returned' })).body.item;
	assert.deepEqual([back.book.loaned, back.status], [false, 'returned']);
	// What it kept from before does not lend the book again, and does not undo anything else.
	const stale = await me.post(`${books}/batch`, { items: second.items });
	assert.equal(stale.body.items.find((b) => b.id === emma.id).loaned, false);
	const third = await startUp();
	assert.equal(third.items.length, 2);
	assert.deepEqual(third.loans.map((l) => l.status), ['returned']);
	assert.equal(third.profile.metrics.activeLoans, 0);
	assert.deepEqual(third.profile.favoriteBooks.map((b) => b.title), ['Dune']);
});
