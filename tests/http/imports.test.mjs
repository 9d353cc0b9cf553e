// imports.test.mjs - /library/me/imports: what becomes of every row of another program's file, and taking it back; and the library
// as a file.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from './suite.mjs';
import { client, isBook } from './client.mjs';
import { binary, environmentOf, start } from './server.mjs';

let server, api;
let people = 0;
before(async () => {
	server = await start({ env: { BOOKSHELF_MAX_IMPORT_MIB: '1' } });
	api = client(server.url);
});
after(() => server.stop());

const somebody = () => api.as(`importer${++people}@example.org`);
const imports = '/library/me/imports', books = '/library/me/books', exported = '/library/me/export';
const csv = { 'content-type': 'text/csv' };
const columns = 'Title,Author,ISBN,ISBN13,My Rating,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review,Private Notes\n';
const header = 'Title,Author,ISBN13,My Rating,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review\n';
const pause = () => new Promise((wake) => setTimeout(wake, 20));

// The law: every row is exactly one of the four, and those that wait.
function lawful({ item }) {
	assert.equal(item.matched + item.created + item.duplicate + item.needsYou + item.waiting, item.rows);
	return item;
}

const sums = ({ matched, created, duplicate, needsYou }) => ({ known: matched + created, duplicate, needsYou });

// Until nothing waits any more.
async function finished(me, item) {
	for (let i = 0; i < 1500; i++) {
		const answer = await me.get(`${imports}/${item.id}`);
		assert.equal(answer.status, 200);
		if (!lawful(answer.body).waiting && answer.body.item.state !== 'running') return answer.body;
		await pause();
	}
	throw new Error('the import does not end');
}

async function send(me, file, query = '') {
	const answer = await me.post(`${imports}${query}`, file, csv);
	assert.equal(answer.status, 202, JSON.stringify(answer.body));
	assert.equal(answer.headers.get('location'), `${imports}/${answer.body.item.id}`);
	return finished(me, lawful(answer.body));
}

const list = async (me) => (await me.get(books)).body.items;
const reasons = (report) => report.rows.map((r) => r.reason);

test('a Goodreads file becomes books, with shelves, stars, dates and tags', async () => {
	const me = somebody();
	const report = await send(me, header +
		'Zauberwald,Ada Stein,"=""9780306406157""",4,2024/12/28,2024/06/22,"to-read, sci fi",read,"<b>Great</b> &amp; long<br/>again"\n' +
		'Ein zweites,Bo Kurz,"=""""",0,,2020/08/23,did-not-finish,did-not-finish,\n');
	assert.equal(report.item.format, 'goodreads');
	assert.equal(report.item.state, 'done');
	assert.deepEqual(sums(report.item), { known: 2, duplicate: 0, needsYou: 0 });
	assert.deepEqual(report.rows.map((r) => r.row), [1, 2]);
	assert.equal(report.rows[0].data.Title, 'Zauberwald', 'the row is kept as it stands');
	const [first, second] = await list(me);
	isBook(first);
	assert.deepEqual([first.title, first.authors, first.isbn13, first.rating, first.shelf, first.tags, first.review, first.source],
		['Zauberwald', ['Ada Stein'], '9780306406157', 4, 'read', ['sci fi'], 'Great & long\nagain', 'goodreads']);
	assert.deepEqual([first.finishedAt, first.addedAt], ['2024-12-28T00:00:00Z', '2024-06-22T00:00:00Z']);
	assert.deepEqual([second.shelf, second.tags, second.rating, second.isbn13], ['custom', ['did-not-finish'], null, null]);
	assert.deepEqual(report.rows.map((r) => r.userBookId), [first.id, second.id]);
});

test('the same file again changes nothing, and is known again', async () => {
	const me = somebody();
	const file = `${header}One,A B,9780306406157,5,2024/01/02,2024/01/01,x,read,good\nTwo,C D,,,,,,to-read,\n`;
	const first = await send(me, file);
	const before = await list(me);
	const again = await send(me, file);
	assert.deepEqual(sums(again.item), { known: 0, duplicate: 2, needsYou: 0 });
	assert.equal(again.item.sameFileAs, first.item.id);
	assert.ok(again.rows.every((r) => !r.filled));
	assert.deepEqual(await list(me), before);
	const all = (await me.get(imports)).body;
	assert.equal(all.count, 2);
	assert.deepEqual(all.items.map((m) => m.id).sort(), [first.item.id, again.item.id].sort());
});

test('a duplicate fills what is empty and overwrites nothing; undo takes just that back', async () => {
	const me = somebody();
	const mine = (await me.post(books, { title: 'Own', authors: ['A B'], rating: 2, shelf: 'reading' })).body.item;
	const report = await send(me, `${header}Own,A B,,5,2024/01/02,,mine,read,Liked it\n`);
	assert.deepEqual(sums(report.item), { known: 0, duplicate: 1, needsYou: 0 });
	assert.deepEqual([report.rows[0].filled, report.rows[0].userBookId], [true, mine.id]);
	const filled = (await list(me))[0];
	assert.deepEqual([filled.rating, filled.shelf, filled.review, filled.finishedAt, filled.tags],
		[2, 'reading', 'Liked it', '2024-01-02T00:00:00Z', ['mine']]);
	await me.patch(`${books}/${mine.id}`, { review: 'My own words' });
	const undone = await me.post(`${imports}/${report.item.id}/undo`);
	assert.equal(undone.status, 200);
	const back = (await list(me))[0];
	assert.deepEqual([back.rating, back.review, back.finishedAt, back.tags], [2, 'My own words', null, []]);
});

test('undo removes what the import made, unless it was changed since', async () => {
	const me = somebody();
	const report = await send(me, `${header}One,A B,,,,,,read,\nTwo,C D,,,,,,read,\n`);
	const two = (await list(me)).find((b) => b.title === 'Two');
	await me.patch(`${books}/${two.id}`, { liked: true });
	const { body } = await me.post(`${imports}/${report.item.id}/undo`);
	assert.deepEqual([body.removed, body.restored, body.kept], [1, 0, 1]);
	assert.deepEqual((await list(me)).map((b) => b.title), ['Two']);
	assert.equal((await me.get(`${imports}/${report.item.id}`)).body.item.state, 'undone');
	assert.equal((await me.post(`${imports}/${report.item.id}/undo`)).status, 409);
	const again = await send(me, `${header}One,A B,,,,,,read,\nTwo,C D,,,,,,read,\n`);
	assert.deepEqual(sums(again.item), { known: 1, duplicate: 1, needsYou: 0 });
});

test('a book that a later row of the same file filled is still the import\'s own: undo removes it', async () => {
	const me = somebody();
	const report = await send(me, `${header}One,A B,,,,,,read,\nOne,A B,,4,,,,read,Good\n`);
	assert.deepEqual(sums(report.item), { known: 1, duplicate: 1, needsYou: 0 });
	assert.equal((await list(me))[0].rating, 4);
	const { body } = await me.post(`${imports}/${report.item.id}/undo`);
	assert.equal(body.kept, 0);
	assert.equal(body.removed, 1);
	assert.deepEqual(await list(me), []);
});

test('a preview says what would become of each row and writes no book; applied, it is the import', async () => {
	const me = somebody();
	await me.post(books, { title: 'Mine', authors: ['M N'] });
	const file = `${header}One,A B,,,,,,read,\nOne,A B,,,,,,read,\n,No Title,,,,,,read,\nMine,M N,,,,,,read,\n`;
	const preview = await send(me, file, '?preview=true');
	assert.equal(preview.item.state, 'preview');
	assert.deepEqual(sums(preview.item), { known: 1, duplicate: 2, needsYou: 1 });
	assert.equal((await list(me)).length, 1);
	assert.equal((await me.post(`${imports}/${preview.item.id}/undo`)).status, 409);
	const applied = await me.post(`${imports}/${preview.item.id}/apply`);
	assert.equal(applied.status, 202);
	const done = await finished(me, applied.body.item);
	assert.equal(done.item.state, 'done');
	assert.deepEqual(sums(done.item), sums(preview.item));
	assert.deepEqual(done.rows.map((r) => r.outcome), preview.rows.map((r) => r.outcome));
	assert.equal((await list(me)).length, 2);
	assert.equal((await me.post(`${imports}/${preview.item.id}/apply`)).status, 409);
});

test('a different book is never claimed: an ISBN that belongs to another title waits for its owner', async () => {
	const me = somebody();
	const isbn = '9780306406157';
	await me.post(books, { title: 'Gardening for Foxes', authors: ['Ida Rot'], isbn13: isbn });
	const report = await send(me, `${header}Quantum Bread,Otto Blau,${isbn},5,,,,read,\n`);
	assert.deepEqual(sums(report.item), { known: 0, duplicate: 0, needsYou: 1 });
	assert.match(report.rows[0].reason, /Gardening for Foxes/);
	assert.equal((await list(me)).length, 1);
	assert.equal((await list(me))[0].rating, null, 'and its stars are not given to the other book');
	const answered = await me.patch(`${imports}/${report.item.id}/rows/1`, { action: 'create' });
	assert.equal(answered.status, 200);
	assert.equal(answered.body.item.outcome, 'created');
	const item = lawful((await me.get(`${imports}/${report.item.id}`)).body);
	assert.deepEqual(sums(item), { known: 1, duplicate: 0, needsYou: 0 });
	assert.deepEqual((await list(me)).map((b) => b.title).sort(), ['Gardening for Foxes', 'Quantum Bread']);
	assert.equal((await me.patch(`${imports}/${report.item.id}/rows/1`, { action: 'create' })).status, 409);
});

test('a title alone is not taken for the book of that title: its owner says whether it is the same', async () => {
	const me = somebody();
	await me.post(books, { title: 'Selected Poems', authors: ['Ida Rot'] });
	const report = await send(me, `${header}Selected Poems,,,4,,,,read,\n`);
	assert.deepEqual(sums(report.item), { known: 0, duplicate: 0, needsYou: 1 });
	assert.match(report.rows[0].reason, /Selected Poems.*Ida Rot.*the same/);
	assert.equal((await list(me))[0].rating, null);
	const answered = await me.patch(`${imports}/${report.item.id}/rows/1`, { action: 'same' });
	assert.equal(answered.body.item.outcome, 'duplicate');
	assert.deepEqual((await list(me)).map((b) => [b.author, b.rating]), [['Ida Rot', 4]]);
	await me.post(`${imports}/${report.item.id}/undo`);
	assert.deepEqual((await list(me)).map((b) => [b.author, b.rating]), [['Ida Rot', null]]);
	const nowhere = await send(me, `${header},Nobody,,4,,,,read,\n`);
	assert.equal((await me.patch(`${imports}/${nowhere.item.id}/rows/1`, { action: 'same', title: 'Not There' })).status, 409);
	assert.equal((await me.patch(`${imports}/${nowhere.item.id}/rows/1`, { action: 'maybe' })).body.error, 'invalid_action');
});

test('a list of titles alone is imported, and again changes nothing', async () => {
	const me = somebody(), file = 'Title\nEmma\nUlysses\n';
	assert.deepEqual(sums((await send(me, file)).item), { known: 2, duplicate: 0, needsYou: 0 });
	assert.deepEqual(sums((await send(me, file)).item), { known: 0, duplicate: 2, needsYou: 0 });
});

test('other editions and other authors are other books', async () => {
	const me = somebody();
	const report = await send(me, `${header}Poems,Ada Stein,9780306406157,,,,,read,\nPoems,Bo Kurz,,,,,,read,\n` +
		'Poems,Ada Stein,9783161484100,,,,,read,\n');
	assert.deepEqual(sums(report.item), { known: 3, duplicate: 0, needsYou: 0 });
	assert.equal((await list(me)).length, 3);
});

test('a row without a title waits for its owner, who gives it one or leaves it out', async () => {
	const me = somebody();
	const report = await send(me, `${header},A B,,4,,,,read,\n,C D,,,,,,read,\n`);
	assert.deepEqual(sums(report.item), { known: 0, duplicate: 0, needsYou: 2 });
	assert.match(report.rows[0].reason, /no title/);
	const path = `${imports}/${report.item.id}/rows`;
	assert.equal((await me.patch(`${path}/1`, { action: 'create' })).body.error, 'missing_title');
	assert.equal((await me.patch(`${path}/1`, { action: 'maybe' })).body.error, 'invalid_action');
	assert.equal((await me.patch(`${path}/9`, { action: 'skip' })).status, 404);
	assert.equal((await me.patch(`${path}/1`, { action: 'create', title: 'Found' })).body.item.outcome, 'created');
	assert.equal((await me.patch(`${path}/2`, { action: 'skip' })).body.item.outcome, 'needs_you');
	assert.deepEqual((await list(me)).map((b) => [b.title, b.rating]), [['Found', 4]]);
	lawful((await me.get(`${imports}/${report.item.id}`)).body);
});

test('what cannot be taken is told, row by row, and keeps no row back', async () => {
	const me = somebody();
	const report = await send(me, `${columns}One,A B,,9780306406158,seven,yesterday,,,read,,between us\n`);
	assert.deepEqual(sums(report.item), { known: 1, duplicate: 0, needsYou: 0 });
	assert.equal(report.rows[0].reason, 'this is no valid ISBN: 9780306406158\nthis is no rating of 0 to 5: seven\n' +
		'this is no date: yesterday\nprivate, so not taken: Private Notes');
	assert.equal((await list(me))[0].review, null);
});

test('the report is read in pages, and by what became of the rows', async () => {
	const me = somebody();
	const rows = Array.from({ length: 25 }, (_, i) => `${i % 5 ? `Book ${i}` : ''},Author ${i},,,,,,read,\n`).join('');
	const report = await send(me, header + rows);
	assert.deepEqual(sums(report.item), { known: 20, duplicate: 0, needsYou: 5 });
	const asked = (await me.get(`${imports}/${report.item.id}?outcome=needs_you`)).body;
	assert.deepEqual(asked.rows.map((r) => r.row), [1, 6, 11, 16, 21]);
	const seen = [];
	let next = '';
	do {
		const page = (await me.get(`${imports}/${report.item.id}?limit=10${next}`)).body;
		seen.push(...page.rows.map((r) => r.row));
		next = page.next ? `&cursor=${encodeURIComponent(page.next)}` : '';
	} while (next);
	assert.deepEqual(seen, Array.from({ length: 25 }, (_, i) => i + 1));
});

test('a form brings the file too, with a mapping for columns nobody knows', async () => {
	const me = somebody();
	const form = new FormData();
	form.set('file', new Blob(['Werk;Wer\nDie Burg;"Stein, Ada"\n']), 'bücher.csv');
	form.set('mapping', 'title=Werk,authorLastFirst=Wer');
	const answer = await me.post(imports, form);
	assert.equal(answer.status, 202);
	const report = await finished(me, answer.body.item);
	assert.deepEqual([report.item.format, report.item.fileName], ['csv', 'bücher.csv']);
	assert.deepEqual((await list(me)).map((b) => [b.title, b.authors]), [['Die Burg', ['Ada Stein']]]);
});

test('a file that is none is refused with the reason, and leaves nothing', async () => {
	const me = somebody();
	for (const [file, field] of [['a,b\n1,2\n', 'file'], ['Title\n', 'file'], ['{"a":', 'file'], ['Title\nA\0B\n', 'file']]) {
		const { status, body } = await me.post(imports, file, csv);
		assert.deepEqual([status, body.error], [400, `invalid_${field}`]);
	}
	assert.equal((await me.post(`${imports}?format=excel`, 'Title\nA\n', csv)).body.error, 'invalid_format');
	assert.equal((await me.post(`${imports}?mapping=colour%3DTitle`, 'Title\nA\n', csv)).body.error, 'invalid_mapping');
	assert.equal((await me.post(imports, 'x'.repeat(3 << 20), csv)).status, 413);
	assert.equal((await me.get(imports)).body.count, 0);
});

test('nobody sees, applies, answers or undoes another\'s import', async () => {
	const me = somebody(), other = somebody();
	const { item } = await send(me, `${header},A B,,,,,,read,\n`);
	assert.equal((await other.get(`${imports}/${item.id}`)).status, 404);
	assert.equal((await other.post(`${imports}/${item.id}/undo`)).status, 404);
	assert.equal((await other.post(`${imports}/${item.id}/apply`)).status, 404);
	assert.equal((await other.patch(`${imports}/${item.id}/rows/1`, { action: 'skip' })).status, 404);
	assert.equal((await other.get(imports)).body.count, 0);
});

test('the command line tells the whole report to programs', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'bookshelf-test-'));
	const file = join(dir, 'books.csv');
	writeFileSync(file, `${header}${Array.from({ length: 1001 }, (_, i) => `Book ${i},A B,,,,,,read,`).join('\n')}\n`);
	const { status, stdout, stderr } = spawnSync(binary, ['import', file, '--json', '--data-dir', dir, '--log-level', 'off'],
		{ encoding: 'utf8', env: environmentOf(dir), maxBuffer: 1 << 26 });
	assert.equal(status, 0, stderr);
	const report = JSON.parse(stdout);
	assert.equal(lawful(report).rows, 1001);
	assert.deepEqual(report.rows.map((r) => r.row), Array.from({ length: 1001 }, (_, i) => i + 1));
	rmSync(dir, { recursive: true });
});

const unlike = ['updatedAt'];
const bare = (all) => all.map((b) => Object.fromEntries(Object.entries(b).filter(([k]) => !unlike.includes(k))));

test('an export imported into an empty library is that library: ids, times and states', async () => {
	const me = somebody(), other = somebody();
	await send(me, `${header}One,"A B, C D",9780306406157,4,2024/01/02,2020/01/01,"x, y",read,"Line\nline"\nTwo,,,,,,,to-read,\nThree,E F,,2.5,,,,shelf of mine,\n`);
	await me.post(books, { title: 'Four "quoted", with ünïcode', subtitle: 'Sub', liked: true, rating: 0.25, publishedYear: 1999,
		pageCount: 12, synopsis: 'What <b>it</b> is', genres: ['a, b'], tags: ['t, u'], infoLink: 'https://example.org/x' });
	const file = await me.get(exported);
	assert.equal(file.status, 200);
	assert.equal(file.body.bookshelf, 1);
	assert.equal(file.body.books.length, 4);
	const answer = await other.post(imports, JSON.stringify(file.body), csv);
	assert.equal(answer.status, 202, JSON.stringify(answer.body));
	const report = await finished(other, answer.body.item);
	assert.equal(report.item.format, 'bookshelf');
	assert.deepEqual([report.item.rows, report.item.needsYou, report.item.duplicate], [4, 0, 0], JSON.stringify(reasons(report)));
	const again = (await other.get(exported)).body;
	assert.deepEqual(bare(again.books), bare(file.body.books));
});

test('the profile of a file fills what is empty; undo takes back friends, loans and texts that nobody has touched since', async () => {
	const me = somebody(), other = somebody();
	await me.patch('/library/me/profile', { bio: 'Reads.', location: 'Utrecht', badge: 'CURATOR', website: 'https://example.org' });
	const emma = (await me.post(books, { title: 'Emma' })).body.item;
	for (const name of ['Anna', 'Ben', 'Carla']) await me.post('/library/me/friends', { name });
	await me.post('/library/me/loans', { userBookId: emma.id, borrowerName: 'Dora' });
	await other.patch('/library/me/profile', { location: 'Ghent' });
	const kept = (await other.post(books, { title: 'Kept' })).body.item;
	const { item } = await send(other, JSON.stringify((await me.get(exported)).body));
	const about = async () => (({ bio, location, badge, website }) => [bio, location, badge, website])((await other.get('/library/me/profile')).body.profile);
	const names = async () => (await other.get('/library/me/friends')).body.items.map((f) => f.name);
	assert.deepEqual(await about(), ['Reads.', 'Ghent', 'CURATOR', 'https://example.org']);
	assert.deepEqual(await names(), ['Anna', 'Ben', 'Carla']);
	const [anna, ben] = (await other.get('/library/me/friends')).body.items;
	await other.patch(`/library/me/friends/${anna.id}`, { email: 'anna@example.org' });
	await other.post('/library/me/loans', { userBookId: kept.id, friendId: ben.id });
	await other.patch('/library/me/profile', { bio: 'Reads much.' });
	await other.post(`${imports}/${item.id}/undo`);
	assert.deepEqual(await names(), ['Anna', 'Ben'], 'Anna was changed, Ben has a book');
	assert.deepEqual(await about(), ['Reads much.', 'Ghent', 'PATRON', null]);
	assert.deepEqual((await other.get('/library/me/loans')).body.items.map((l) => l.borrowerName), ['Ben']);
});

test('friends and loans come back with the books they belong to', async () => {
	const me = somebody(), other = somebody();
	const emma = (await me.post(books, { title: 'Emma', author: 'Jane Austen' })).body.item;
	const dune = (await me.post(books, { title: 'Dune', author: 'Frank Herbert' })).body.item;
	const anna = (await me.post('/library/me/friends', { name: 'Anna', email: 'anna@example.org' })).body.item;
	const lent = (await me.post('/library/me/loans', { userBookId: emma.id, friendId: anna.id, dueDate: '2030-01-02' })).body.item;
	const back = (await me.post('/library/me/loans', { userBookId: dune.id, borrowerName: 'Ben', note: 'torn' })).body.item;
	await me.patch(`/library/me/loans/${back.id}`, { status: 'returned' });
	const file = (await me.get(exported)).body;
	for (let times = 0; times < 2; times++) {
		await send(other, JSON.stringify(file));
		const { body: friends } = await other.get('/library/me/friends');
		assert.deepEqual(friends.items.map((f) => [f.id, f.name, f.email]), [[anna.id, 'Anna', 'anna@example.org']]);
		const { body: loans } = await other.get('/library/me/loans');
		assert.deepEqual(loans.items.map((l) => [l.userBookId, l.borrowerName, l.friendId, l.status, l.dueAt, l.lentAt]).sort(),
			[[emma.id, 'Anna', anna.id, 'active', '2030-01-02T00:00:00Z', lent.lentAt],
				[dune.id, 'Ben', null, 'returned', null, back.lentAt]].sort());
		assert.ok(loans.items.find((l) => l.userBookId === emma.id).book.loaned);
		assert.equal(loans.items.find((l) => l.userBookId === dune.id).note, 'torn');
	}
});

test('D25 a file brings no friend whose picture is a script, nor an address that is none', async () => {
	const me = somebody();
	const book = '01a20aae-667e-71bf-ac03-208d4b187f50', borrower = 'B'.repeat(200);
	await send(me, JSON.stringify({ bookshelf: 1, books: [{ id: book, title: 'Emma' }],
		friends: [{ name: 'Eve', email: 'nowhere', avatarUrl: 'javascript:alert(1)' }, { name: 'Ada', avatarUrl: 'https://example.org/a.png' }],
		loans: [{ userBookId: book, borrowerName: borrower, status: 'active' }] }));
	const { body: friends } = await me.get('/library/me/friends');
	assert.deepEqual(friends.items.map((f) => [f.name, f.email, f.avatarUrl]),
		[['Ada', null, 'https://example.org/a.png'], ['Eve', null, null]]);
	const { body: loans } = await me.get('/library/me/loans');
	assert.deepEqual(loans.items.map((l) => l.borrowerName), [borrower]);
});

test('the Goodreads export is read back by our own import', async () => {
	const me = somebody(), other = somebody();
	await me.post(books, { title: 'Comma, "quote"', authors: ['A B', 'C D'], isbn13: '9780306406157', rating: 4, shelf: 'read',
		review: 'two\nlines', finishedAt: '2024-01-02', addedAt: '2020-03-04', tags: ['x'], pageCount: 12, publishedYear: 1999 });
	const file = await me.get(`${exported}?format=goodreads`);
	assert.match(file.headers.get('content-type'), /text\/csv/);
	assert.match(file.headers.get('content-disposition'), /attachment/);
	assert.match(file.body, /^\uFEFF?Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating/);
	const report = await send(other, file.body);
	assert.equal(report.item.format, 'goodreads');
	const [b] = await list(other);
	assert.deepEqual([b.title, b.authors, b.isbn13, b.rating, b.shelf, b.review, b.finishedAt, b.addedAt, b.tags, b.pageCount, b.publishedYear],
		['Comma, "quote"', ['A B', 'C D'], '9780306406157', 4, 'read', 'two\nlines', '2024-01-02T00:00:00Z', '2020-03-04T00:00:00Z', ['x'], 12, 1999]);
});

test('a server that is killed in the middle goes on where it was', async () => {
	const s = await start();
	const me = client(s.url).as('killed@example.org');
	const rows = Array.from({ length: 3000 }, (_, i) => `Book ${i},Author ${i},,3,,,,read,\n`).join('');
	const { item } = (await me.post(imports, header + rows, csv)).body;
	await s.kill9({ keep: true });
	const t = await start({ dataDir: s.dataDir });
	const again = client(t.url).as('killed@example.org');
	const report = await finished(again, item);
	assert.equal(report.item.state, 'done');
	assert.deepEqual(sums(report.item), { known: 3000, duplicate: 0, needsYou: 0 });
	assert.equal((await list(again)).length, 3000);
	await t.stop();
});
