// online.test.mjs - searching online catalogues as a second step: only when allowed, never in the way, whatever they do.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { beforeEach } from 'node:test';
import { after, before, test } from './suite.mjs';
import { GOOGLE_KEY, manners, openCatalogues, quota } from './catalogues.mjs';
import { client } from './client.mjs';
import { binary, start, until } from './server.mjs';

const profile = '/library/me/profile';
const orchard = { title: 'The Winter Orchard', author: 'Tom Harrow', isbn: '9780306406157', year: 1988, google: 'wO_1', cover: 7 };
const ledger = { title: 'Ledger of Salt Winds', author: 'Ada Quill', year: 1951, work: '/works/OL2W' };

/** A program that may ask the catalogues, and somebody who lets it. */
async function settled(body, { sources = 'openlibrary', env = {} } = {}) {
	const world = await openCatalogues();
	world.books.push(orchard, ledger);
	const server = await start({ env: { ...world.settings(sources), ...env } });
	const me = client(server.url).as('reader@example.org', 'reader');
	try {
		await me.patch(profile, { onlineLookup: true });
		await body({ world, server, me, api: client(server.url) });
	} finally {
		await world.close();
		if (!server.ended()) await server.stop();
	}
}

// One program for those that leave it as it was: each test has a person and, where it is kept, a question of its own.
let world, server, api, people = 0;
before(async () => {
	world = await openCatalogues();
	world.books.push(orchard, ledger);
	server = await start({ env: world.settings() });
	api = client(server.url);
});
after(async () => {
	await world.close();
	await server.stop();
});
beforeEach(() => Object.assign(world, { how: null, asked: [] }));
const somebody = () => api.as(`reader${++people}@example.org`, `reader${people}`);
async function reader() {
	const me = somebody();
	await me.patch(profile, { onlineLookup: true });
	return me;
}

const search = async (me, q, more = '') => (await me.get(`/books/search?q=${encodeURIComponent(q)}${more}`)).body;
/** Asked again as the answer says, until it is over. */
const answered = (me, q, more) => until(async () => {
	const body = await search(me, q, more);
	return body.online.state !== 'asked' && body;
}, `an answer to ${q}`, 30000);
const states = (body) => [body.online.state, body.online.notes.map((n) => n.reason)];

test('nothing is asked elsewhere unless the settings name somebody', async () => {
	const server = await start();
	const me = client(server.url);
	try {
		await me.patch(profile, { onlineLookup: true });
		const { items, online } = await search(me, 'winter orchard');
		assert.deepEqual([items, online], [[], { state: 'off', sources: [], notes: [], askAgainMs: null }]);
		assert.deepEqual((await me.get(profile)).body.onlineSources, []);
	} finally {
		await server.stop();
	}
});

test('nobody is asked before the person allows it, and nobody after they take that back', async () => {
	const me = somebody();
	assert.equal((await search(me, 'winter orchard')).online.state, 'not_allowed');
	assert.deepEqual((await me.get(profile)).body.onlineSources, ['Open Library']);
	assert.equal((await me.get(profile)).body.profile.onlineLookup, false);
	assert.equal((await me.patch(profile, { onlineLookup: true })).body.profile.onlineLookup, true);
	assert.equal((await me.patch(profile, { onlineLookup: null })).body.profile.onlineLookup, true, 'null keeps');
	assert.equal((await answered(me, 'winter orchard')).items[0].title, orchard.title);
	assert.equal((await search(api, 'winter orchard')).online.state, 'not_allowed', 'each for themselves');
	await me.patch(profile, { onlineLookup: false });
	const { items, online } = await search(me, 'winter orchard');
	assert.deepEqual([items, online.state], [[], 'not_allowed'], 'not even what is kept');
	assert.equal(world.asked.length, 1);
});

test('the first answer is the one from here, at once; the books from elsewhere are in a later one', async () => {
	const me = await reader();
	world.how = manners.slowly(1500);
	const began = Date.now();
	const first = await search(me, 'Orchard,  winter!');
	assert.ok(Date.now() - began < 1000, `${Date.now() - began} ms`);
	assert.deepEqual([first.items, first.online.state, first.online.sources], [[], 'asked', ['Open Library']]);
	assert.ok(first.online.askAgainMs > 0);
	const { items, totalItems, online } = await answered(me, 'orchard winter');
	assert.deepEqual(online, { state: 'done', sources: ['Open Library'], notes: [], askAgainMs: null });
	assert.equal(totalItems, 1);
	const { title, authors, isbn13, publishedDate, publisher, source, id, averageRating, infoLink, imageLinks } = items[0];
	assert.deepEqual({ title, authors, isbn13, publishedDate, publisher, source, id, averageRating }, { title: orchard.title,
		authors: ['Tom Harrow'], isbn13: orchard.isbn, publishedDate: 'May 1, 1988', publisher: 'Some House', source: 'openlibrary',
		id: `isbn:${orchard.isbn}`, averageRating: null });
	assert.deepEqual([infoLink, imageLinks.thumbnail], ['https://openlibrary.org/works/OL1W', 'https://covers.openlibrary.org/b/id/7-M.jpg']);
});

test('what is sent is the words alone, by a program that says its name; they are in no log', async () => {
	const me = await reader();
	await answered(me, '  Winter ORCHARD?&key=x#y ');
	const [{ method, path, query, headers }] = world.asked;
	assert.deepEqual([method, path, query.get('q'), [...query.keys()].sort()], ['GET', '/ol/search.json', 'winter orchard key x y', ['fields', 'limit', 'q']]);
	assert.deepEqual(Object.keys(headers).sort(), ['accept', 'accept-encoding', 'host', 'traceparent', 'user-agent']);
	assert.match(headers['user-agent'], /^bookshelf\/\d/);
	assert.match(headers.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
	const line = server.events('online').at(-1);
	assert.deepEqual([line.source, line.outcome, line.status], ['openlibrary', 'answered', 200]);
	assert.equal(line.trace_id, headers.traceparent.slice(3, 35));
	assert.ok(!/orchard/i.test(server.log()));
});

test('where the catalogue here knows the book nobody is asked, unless the person insists', async () => {
	const me = await reader();
	world.books.push({ title: 'Pride and Prejudice', author: 'Jane Austen', year: 1813 }, { title: 'Pride and Prejudice and Kitties', author: 'Pamela Jane', year: 2013 });
	for (const q of ['pride and prejudice', 'pride and prejud', 'harry poter', 'war an peace tolstoi'])
		assert.equal((await search(me, q)).online.state, 'local', q);
	assert.equal((await search(me, 'winter orchard', '&online=never')).online.state, 'local');
	assert.equal(world.asked.length, 0);
	const { items, online } = await answered(me, 'pride and prejudice', '&online=always');
	assert.equal(online.state, 'done');
	assert.deepEqual(items.filter((i) => i.title === 'Pride and Prejudice').map((i) => i.source), [undefined], 'once, and ours');
	assert.equal(items.find((i) => i.title.endsWith('Kitties')).source, 'openlibrary');
	assert.equal((await me.get('/books/search?q=x&online=perhaps')).body.error, 'invalid_online');
	for (const short of ['qz', '!?', 'x'])
		assert.equal((await search(me, short, '&online=always')).online.state, 'done', 'too few letters to ask by');
	assert.equal(world.asked.length, 1);
});

test('an ISBN is asked for as one; that nobody has it is kept, too', async () => {
	const me = await reader();
	const { items } = await answered(me, '978-0-306-40615-7');
	const { title, isbn13, pageCount, categories, publishedDate } = items[0];
	assert.deepEqual({ title, isbn13, pageCount, categories, publishedDate }, { title: orchard.title, isbn13: orchard.isbn, pageCount: 212,
		categories: ['Gardens'], publishedDate: 'September 30, 1988' });
	assert.deepEqual([world.asked[0].path, world.asked[0].query.get('bibkeys')], ['/ol/api/books', `ISBN:${orchard.isbn}`]);
	assert.deepEqual([(await answered(me, '0306406152')).items[0].isbn13, world.asked.length], [orchard.isbn, 1], 'ten digits are the same book');
	for (let i = 0; i < 3; i++) {
		const { items: none, online } = await answered(me, '9780131103627');
		assert.deepEqual([none, states({ online })], [[], ['done', []]]);
	}
	assert.equal(world.asked.length, 2);
});

test('Google Books gets its key; a book that both know is there once', () => settled(async ({ world, server, me }) => {
	world.books.push({ title: 'Winter Orchard Recipes', author: 'Ina Frost', year: 2001, isbn: '9780131103627', description: `Bake\nwell. ${'x'.repeat(400)}`, google: 'wR-2' });
	const { items, online } = await answered(me, 'winter orchard');
	assert.deepEqual([online.state, online.sources, items.length], ['done', ['Google Books', 'Open Library'], 2]);
	assert.deepEqual(items.map((i) => [i.source, i.id]).sort(), [['google', 'wO_1'], ['google', 'wR-2']]);
	const recipes = items.find((i) => i.id === 'wR-2');
	assert.equal(recipes.descriptionSnippet.length, 280);
	assert.match(recipes.descriptionSnippet, /^Bake well\. x+$/);
	assert.deepEqual([recipes.pageCount, recipes.averageRating, recipes.imageLinks.thumbnail, recipes.publishedDate],
		[320, null, 'https://books.google.com/books/content?id=1&zoom=1', '2001-05-01']);
	const { query } = world.asked.find((a) => a.path === '/google/volumes');
	assert.deepEqual([query.get('key'), query.get('printType'), query.get('maxResults'), query.get('q')], [GOOGLE_KEY, 'books', '5', 'winter orchard']);
	assert.ok(!server.log().includes(GOOGLE_KEY));
	await answered(me, orchard.isbn);
	assert.equal(world.asked.at(-1).query.get('q') ?? world.asked.at(-2).query.get('q'), `isbn:${orchard.isbn}`);
	const added = await me.post('/library/me/books', { title: recipes.title, author: 'Ina Frost', googleBooksId: recipes.id, isbn13: recipes.isbn13, publishedDate: recipes.publishedDate, source: 'search' });
	assert.deepEqual([added.status, added.body.item.googleBooksId, added.body.item.isbn13], [201, 'wR-2', recipes.isbn13]);
}, { sources: 'google, openlibrary' }));

test('however many want to know the same, it is asked once, and then kept over a restart', () => settled(async ({ world, server, me, api }) => {
	await api.patch(profile, { onlineLookup: true });
	world.how = manners.slowly(200);
	await Promise.all(Array.from({ length: 12 }, (_, i) => answered(i % 2 ? me : api, 'salt winds')));
	assert.equal(world.asked.length, 1);
	assert.equal((await answered(me, 'SALT winds')).items[0].title, ledger.title);
	await server.stop({ keep: true });
	world.how = manners.fails(500);
	const again = await start({ dataDir: server.dataDir, env: world.settings() });
	const { items, online } = await search(client(again.url), 'salt winds');
	await again.stop();
	assert.deepEqual([items[0].title, online.state, world.asked.length], [ledger.title, 'done', 1]);
}));

test('a source that wants to be asked less often is asked again when it said, if that is in time, else left alone', () => settled(async ({ world, me }) => {
	world.how = manners.times(1, manners.fails(429, { 'retry-after': '1' }));
	const began = Date.now();
	assert.equal((await answered(me, 'salt winds')).items.length, 1);
	assert.ok(Date.now() - began >= 1000);
	assert.equal(world.asked.length, 2);
	world.how = manners.fails(429, { 'retry-after': '600' }, quota());
	assert.deepEqual(states(await answered(me, 'winter orchard')), ['unavailable', ['busy']]);
	assert.deepEqual(states(await answered(me, 'orchard winter')), ['unavailable', ['busy']]);
	assert.equal(world.asked.length, 3, 'it has been left alone');
}, { env: { BOOKSHELF_LOOKUP_TIMEOUT: '20' } }));

for (const [name, how, reason] of [
	['answers 500', manners.fails(500), 'broken'],
	['answers 403, its quota being used up', manners.fails(403, {}, quota('dailyLimitExceeded')), 'refused'],
	['answers what is no JSON', manners.says('<html>Down for maintenance</html>', 'text/html'), 'broken'],
	['answers other JSON', manners.says('{"docs":{"0":{}}}'), 'broken'],
	['answers half of it', manners.breaksOff(), 'away'],
	['answers without end', manners.floods(), 'large'],
	['never answers', manners.never(), 'slow'],
	['redirects in a circle', manners.fails(302, { location: '/ol/search.json?again' }), 'broken'],
	['redirects to another server', manners.fails(302, { location: 'https://example.org/search.json' }), 'broken'],
	['redirects to another port', manners.fails(302, { location: 'http://127.0.0.1:9/search.json' }), 'broken'],
	['redirects to a file', manners.fails(302, { location: 'file:///etc/passwd' }), 'broken'],
])
	test(`a source that ${name} is told by name, and what is here is answered all the same`, async () => {
		const me = await reader(), question = `pride and zebra ${name.replace(/\W+/g, ' ')}`;
		await answered(me, `before ${name}`); // a good answer: it has not failed again and again
		Object.assign(world, { how, asked: [] });
		const first = await search(me, question);
		assert.equal(first.online.state, 'asked');
		const { items, online } = await answered(me, question);
		assert.deepEqual([online.state, online.notes.length, online.notes[0].source, online.notes[0].reason], ['unavailable', 1, 'openlibrary', reason]);
		assert.match(online.notes[0].message, /^Open Library .*\.$/);
		assert.deepEqual(items, first.items);
		assert.ok(world.asked.length <= 4, `${world.asked.length} requests`);
		const asked = world.asked.length;
		assert.deepEqual(states(await search(me, question)), ['unavailable', [reason]], 'and is not asked again at once');
		assert.equal(world.asked.length, asked);
	});

test('a redirect on the same server is followed', async () => {
	const me = await reader();
	world.how = async ({ path, query }, answer) => {
		if (path !== '/ol/search.json') return false;
		answer.writeHead(301, { location: `/ol/api/books?bibkeys=ISBN:${orchard.isbn}&q=${query.get('q')}` });
		answer.end();
		return true;
	};
	assert.deepEqual(states(await answered(me, 'orchard harrow')), ['unavailable', ['broken']], 'an answer to another question');
	assert.deepEqual(world.asked.map((a) => a.path), ['/ol/search.json', '/ol/api/books']);
});

test('a source that cannot be reached is told, another one is heard', () => settled(async ({ world, me }) => {
	const { items, online } = await answered(me, 'winter orchard');
	assert.deepEqual([online.state, online.notes.map((n) => [n.source, n.reason]), items.map((i) => i.source)], ['done', [['openlibrary', 'away']], ['google']]);
	assert.equal(online.notes[0].message, 'Open Library cannot be reached at present.');
	assert.ok(world.asked.every((a) => a.path === '/google/volumes'));
}, { sources: 'openlibrary,google', env: { BOOKSHELF_OPENLIBRARY_URL: 'http://127.0.0.1:1' } }));

test('one that fails again and again is not asked for a while', () => settled(async ({ world, me }) => {
	world.how = manners.fails(500);
	for (let i = 0; i < 8; i++)
		await answered(me, `zebra orchards ${i}`);
	assert.equal(world.asked.length, 5);
	assert.deepEqual(states(await answered(me, 'zebra orchards 9')), ['unavailable', ['away']]);
}));

test('without a key for Google old clients are told so only where nothing else can answer', async () => {
	const nothing = { GOOGLE_BOOKS_API_KEY: '' };
	await settled(async ({ me, server, world }) => {
		const { status, body } = await me.get('/books/search?q=winter+orchard');
		assert.deepEqual([status, body.error], [503, 'missing_api_key']);
		assert.equal((await search(me, 'pride and prejudice')).items[0].title, 'Pride and Prejudice');
		assert.deepEqual(states(await search(me, 'pride and prejudice', '&online=always')), ['unavailable', ['no_key']]);
		assert.equal((await search(client(server.url), 'winter orchard')).online.state, 'not_allowed');
		assert.equal(world.asked.length, 0);
	}, { sources: 'google', env: nothing });
	await settled(async ({ me }) => {
		assert.deepEqual(states(await answered(me, 'winter orchard')), ['done', ['no_key']]);
	}, { sources: 'google,openlibrary', env: nothing });
});

test('a token that is over is told, so that a page can renew it', async () => {
	const bad = await api.get('/books/search?q=harrow+orchard', { authorization: 'Bearer nonsense' });
	assert.deepEqual([bad.status, bad.body.error], [401, 'invalid_token']);
	assert.equal((await api.get('/books/search?q=pride+and+prejudice', { authorization: 'Bearer nonsense' })).status, 200);
	assert.equal(world.asked.length, 0);
});

test('one person does not take all turns', () => settled(async ({ world, me }) => {
	world.how = manners.never();
	const all = await Promise.all(Array.from({ length: 9 }, (_, i) => search(me, `zebra orchards ${i}`)));
	assert.equal(all.filter((a) => a.online.state === 'asked').length, 6);
	assert.deepEqual(states(all.find((a) => a.online.state !== 'asked')), ['unavailable', ['busy']]);
}));

test('the server stops at once while a source is being asked', () => settled(async ({ world, server, me }) => {
	world.how = manners.never();
	assert.equal((await search(me, 'winter orchard')).online.state, 'asked');
	await until(() => world.asked.length === 1);
	const { code, ms } = await server.stop();
	assert.deepEqual([code, ms < 2000], [0, true], `${ms} ms`);
}, { env: { BOOKSHELF_LOOKUP_TIMEOUT: '30' } }));

test('a setting that names nobody, or no address, is refused at the start', () => {
	for (const [env, words] of [[{ BOOKSHELF_ONLINE_SOURCES: 'openlibrary,amazon' }, /amazon/],
		[{ BOOKSHELF_ONLINE_SOURCES: 'openlibrary', BOOKSHELF_OPENLIBRARY_URL: 'ftp://x' }, /Open Library must begin with https/],
		[{ BOOKSHELF_LOOKUP_TIMEOUT: '0' }, /lookup_timeout/], [{ BOOKSHELF_LOOKUP_MAX_RESULTS: '41' }, /lookup_max_results/]]) {
		const { status, stderr } = spawnSync(binary, ['serve', '--port', '0', '--data-dir', '/nonexistent/x', '--database-url', 'sqlite::memory:'],
			{ env: { ...process.env, ...env }, encoding: 'utf8', timeout: 10000 });
		assert.deepEqual([status, words.test(stderr)], [78, true], stderr);
	}
});
