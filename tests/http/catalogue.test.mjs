// Importing into the catalogue with the real program: dumps of Open Library however they are packed, what is refused, kills, a full disk, two at
// once, and a server that runs meanwhile.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { after, test } from './suite.mjs';
import { client } from './client.mjs';
import { authorOf, isbn13, makeDump, titleOf } from './dumps.mjs';
import { binary, start, until } from './server.mjs';

const dir = mkdtempSync(join(tmpdir(), 'bookshelf-catalogue-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const own = Object.fromEntries(Object.entries(process.env).filter(([n]) => !n.startsWith('BOOKSHELF_') && n !== 'DATABASE_URL'));
const dump = makeDump(400);
let made = 0;

function place() {
	const at = join(dir, `place-${made++}`);
	mkdirSync(at);
	return at;
}

function put(at, files) {
	return Object.entries(files).map(([name, bytes]) => {
		writeFileSync(join(at, name), bytes);
		return join(at, name);
	});
}

const words = (at, command, args) => ['catalogue', command, ...args, '--data-dir', join(at, 'data')];

function run(at, command, args, { input } = {}) {
	const r = spawnSync(binary, words(at, command, args), { cwd: at, env: own, input, encoding: 'utf8', maxBuffer: 1 << 26 });
	return { code: r.status, out: r.stdout, err: r.stderr };
}

function taken(at, args, options) {
	const r = run(at, 'import', args, options);
	assert.equal(r.code, 0, r.err);
	return sums(r.out);
}

// The numbers of a report; the sum of them is the rows.
function sums(out) {
	const number = (what) => Number(new RegExp(`(\\d+) ${what}`).exec(out)?.[1] ?? 0);
	const report = { rows: number('rows:'), added: number('editions added'), known: number('known already'), rare: number('of works with too few editions'),
		works: number('works[,\n]'), authors: number('authors'), redirects: number('redirects'), left: number('left out'), books: number('imported books') };
	assert.equal(report.rows, report.added + report.known + report.rare + report.works + report.authors + report.redirects + report.left, out);
	return { ...report, out };
}

const refused = (at, args, code, says, options) => {
	const r = run(at, 'import', args, options);
	assert.equal(r.code === 0, false, r.out);
	assert.match(r.err, says);
	assert.match(r.err, /^bookshelf: [^\n]*\n$/);
};

// The files on the catalogue's list, by what is in them.
function contents(at) {
	const [, ...lines] = readFileSync(join(at, 'data/catalogue/segments'), 'utf8').trim().split('\n');
	return lines.map((line) => createHash('sha256').update(readFileSync(join(at, 'data/catalogue', line.split(' ')[0]))).digest('hex'));
}

// A frame of RFC 8878 whose blocks are as they are.
function zstandard(text) {
	const bytes = Buffer.from(text), head = Buffer.from('28b52ffda000000000', 'hex'), out = [head];
	head.writeUInt32LE(bytes.length, 5);
	for (let at = 0; at < bytes.length; at += 1 << 17) {
		const block = bytes.subarray(at, at + (1 << 17)), before = Buffer.alloc(3);
		before.writeUIntLE(block.length << 3 | Number(at + block.length === bytes.length), 0, 3);
		out.push(before, block);
	}
	return Buffer.concat(out);
}

const search = (at, query) => run(at, 'search', [query]).out.split('\n')[0];
const expectBook = (at, i) => assert.ok(search(at, titleOf(i)).includes(titleOf(i).slice(0, 40)), `${titleOf(i)}: ${search(at, titleOf(i))}`);

test('a dump is the same catalogue plain, gzip, Zstandard, of several members and from a pipe', () => {
	const half = dump.all.indexOf('\n', dump.all.length / 2) + 1;
	const packed = {
		'all.txt': dump.all, 'all.txt.gz': gzipSync(dump.all), 'all.txt.zst': zstandard(dump.all),
		'members.gz': Buffer.concat([gzipSync(dump.all.slice(0, half)), gzipSync(dump.all.slice(half))]),
	};
	const seen = Object.entries(packed).map(([name, bytes]) => {
		const at = place();
		const { out, ...report } = taken(at, put(at, { [name]: bytes }));
		return { report, contents: contents(at) };
	});
	for (const input of [dump.all, gzipSync(dump.all)]) {
		const at = place();
		const { out, ...report } = taken(at, ['-'], { input });
		seen.push({ report, contents: contents(at) });
	}
	for (const one of seen) assert.deepEqual(one, seen[0]);
	assert.equal(seen[0].report.added, dump.counts.editions);
	assert.deepEqual([seen[0].report.works, seen[0].report.authors, seen[0].report.redirects, seen[0].report.left],
		[dump.counts.works, dump.counts.authors, dump.counts.redirects, dump.counts.deletes + dump.counts.broken]);
});

test('files are taken in any order, and what is left out is told with its line', () => {
	const at = place(), other = place();
	const names = { 'ol_dump_editions_2026-10-31.txt.gz': gzipSync(dump.editions), 'ol_dump_works_2026-10-31.txt.gz': gzipSync(dump.works),
		'ol_dump_authors_2026-10-31.txt': dump.authors, 'ol_dump_redirects_2026-10-31.txt': dump.redirects };
	const files = put(at, names);
	const report = taken(at, files);

	assert.match(report.out, /the row's JSON is broken\n +line \d+: \/type\/edition/);
	assert.match(report.out, /deleted, or no book/);
	assert.deepEqual(taken(other, [...files].reverse()).added, report.added);
	assert.deepEqual(contents(at), contents(other));
	for (const i of [1, 20, 31, 40, 62, 399]) expectBook(at, i);
	assert.ok(search(at, `${titleOf(7)} ${authorOf(8)}`).includes(authorOf(8)));
	assert.match(run(at, 'status', ['--verify']).out, /2026-10-31/);
});

test('only wanted languages and works with editions enough come in', () => {
	const at = place(), [file] = put(at, { 'all.txt': dump.all });
	const german = taken(at, [file, '--languages', 'German, fr']);
	assert.equal(german.added, [...dump.editions.matchAll(/languages\/ger/g)].length);
	assert.match(german.out, /in a language that is not wanted/);
	const famous = taken(at, [file, '--min-editions', '4']);
	assert.ok(famous.rare > 0 && famous.added > 0 && famous.added + famous.rare === dump.counts.editions);
	refused(at, [file, '--languages', 'en,klingonese'], 1, /languages: "klingonese"/);
	refused(at, [file, '--min-editions', 'x'], 1, /--min-editions/);
});

test('an older dump and dumps of different days are refused, and taken with --older', () => {
	const at = place();
	const [older] = put(at, { 'older.txt': makeDump(30, { day: '2026-09-30' }).all });
	taken(at, put(at, { 'all.txt': dump.all }));
	const before = contents(at);

	refused(at, [older], 1, /2026-09-30.*2026-10-31.*--older/);
	refused(at, put(at, { 'ol_dump_works_2026-09-30.txt': dump.works, 'ol_dump_editions_2026-10-31.txt': dump.editions }), 1, /2026-09-30/);
	refused(at, put(at, { 'ol_dump_works_2026-10-31.txt': dump.works, 'ol_dump_editions_2026-11-30.txt': dump.editions }), 1, /different days.*--older/);
	assert.deepEqual(contents(at), before);
	assert.equal(taken(at, [older, '--older']).added, makeDump(30).counts.editions);
	assert.notDeepEqual(contents(at), before);
});

test('files that are cut off, damaged or empty are refused by name, and the old catalogue serves on', () => {
	const at = place(), gz = gzipSync(dump.all), damaged = Buffer.from(gz);
	taken(at, put(at, { 'own.csv': 'title,authors\nSalt and Saffron Roads,Farid Anwari\n' }));
	const before = contents(at);

	damaged.fill(0xff, gz.length / 2, gz.length / 2 + 40);
	const bad = { 'cut.gz': [gz.subarray(0, gz.length - 9), /cut\.gz.*cut off/], 'damaged.gz': [damaged, /damaged\.gz.*damaged/],
		'twenty.gz': [gzipSync(''), /twenty\.gz.*(empty|no rows)|empty/], 'empty.txt': ['', /empty/],
		'row.txt': [dump.all.slice(0, -5), /row\.txt.*last row is cut off/], 'none.bin': [Buffer.alloc(3000, 1), /none|header|columns?|title/] };
	for (const [name, [bytes, says]] of Object.entries(bad)) {
		refused(at, put(at, { [name]: bytes }), 1, says);
		assert.deepEqual(contents(at), before);
	}
	refused(at, [join(at, 'missing.txt')], 1, /there is no file/);
	refused(at, [at], 1, /is not a file/);
	refused(at, [join(at, 'own.csv'), ...put(at, { 'all.txt': dump.all })], 1, /one after the other/);
	assert.match(search(at, 'salt and saffron'), /Salt and Saffron Roads/);
});

test('an import that is killed again and again comes to the same file as one that is not', async () => {
	const at = place(), other = place();
	const long = makeDump(40_000);
	const files = put(at, { 'authors.txt': long.authors, 'works.txt': long.works, 'editions.txt.gz': gzipSync(long.editions, { level: 1 }), 'redirects.txt': long.redirects });
	const began = Date.now();
	taken(other, files);
	const whole = Date.now() - began;
	let kills = 0, report;

	for (let patience = whole / 10; !report; patience *= 1.4) {
		const child = spawn(binary, words(at, 'import', files), { cwd: at, env: own, stdio: ['ignore', 'pipe', 'pipe'] });
		let out = '';
		child.stdout.on('data', (bytes) => { out += bytes; });
		const timer = setTimeout(() => child.kill('SIGKILL'), patience);
		const [code, signal] = await new Promise((resolve) => child.on('close', (...how) => resolve(how)));
		clearTimeout(timer);
		if (signal) {
			kills++;
			assert.equal(existsSync(join(at, 'data/catalogue/segments')), false, 'nothing is in force before all of it is');
		} else {
			assert.equal(code, 0);
			report = sums(out);
		}
	}
	assert.ok(kills > 1, `${kills} kills`);
	assert.match(report.out, /gone on with an import that had stopped after \d+ rows/);
	assert.equal(report.added, long.counts.editions);
	assert.deepEqual(contents(at), contents(other));
	assert.equal(existsSync(join(at, 'data/catalogue/import')), false);
});

test('a server finds what is imported while it runs, and serves on through a new dump', async () => {
	const at = place();
	const server = await start({ dataDir: join(at, 'data') });
	const api = client(server.url);
	const find = async (i) => (await api.get(`/books/isbn/${isbn13(i)}`)).status;

	assert.equal(await find(3), 404);
	taken(at, put(at, { 'all.txt': dump.all }));
	await until(async () => await find(3) === 200, 'the new catalogue');
	const book = (await api.get(`/books/isbn/${isbn13(3)}`)).body;
	assert.equal(book.title, titleOf(3));
	const found = (await api.get(`/books/search?q=${encodeURIComponent(titleOf(3))}`)).body;
	assert.ok(JSON.stringify(found).includes(titleOf(3)));
	let asked = 0, going = true;
	const asking = (async () => {
		for (; going; asked++) assert.equal((await api.get(`/books/isbn/${isbn13(1 + asked % 30)}`)).status, 200);
	})();
	for (const day of ['2026-11-30', '2026-12-31']) {
		const [file] = put(at, { 'new.txt': makeDump(60, { day }).all });
		const child = spawn(binary, words(at, 'import', [file]), { cwd: at, env: own, stdio: 'ignore' });
		assert.deepEqual(await new Promise((resolve) => child.on('close', (...how) => resolve(how))), [0, null]);
	}
	await until(async () => await find(350) === 404, 'the newest catalogue');
	going = false;
	await asking;
	assert.ok(asked > 5);
	assert.equal((await server.stop()).code, 0);
});

test('two imports at once wait for each other, and both arrive', async () => {
	const at = place();
	const files = put(at, { 'all.txt': dump.all, 'a.csv': 'title,authors\nSalt and Saffron Roads,Farid Anwari\n', 'b.csv': 'title,authors\nA Field Guide to Imaginary Weather,Oskar Blomqvist\n' });
	const ends = await Promise.all(files.map((file) => new Promise((resolve) => {
		spawn(binary, words(at, 'import', [file]), { cwd: at, env: own, stdio: 'ignore' }).on('close', resolve);
	})));
	assert.deepEqual(ends, [0, 0, 0]);
	expectBook(at, 7);
	assert.match(search(at, 'salt and saffron'), /Salt and Saffron Roads/);
	assert.match(search(at, 'imaginary weather'), /Imaginary Weather/);
});

const small = mkdtempSync(join(dir, 'disk-'));
const mounted = (command) => ['-m', 'sh', '-c', 'mount -t tmpfs -o size=40m,mode=1777 tmpfs "$0" && exec "$@"', small, ...command];
const allowed = spawnSync('unshare', mounted(['true'])).status === 0;

test('a full disk is said so and leaves the old catalogue, and with room the import goes on', { skip: allowed ? false : 'mounting a small disk is not allowed here' }, () => {
	const script = join(dirname(fileURLToPath(import.meta.url)), '..', 'crash', 'full-disk-catalogue.mjs');
	const r = spawnSync('unshare', mounted([process.execPath, script]), { env: { ...own, BOOKSHELF_BIN: binary, TMPDIR: small }, encoding: 'utf8' });
	assert.equal(r.status, 0, r.stderr);
	const { tries, after: last } = JSON.parse(r.stdout.trim().split('\n').at(-1));
	assert.ok(tries.length >= 4, r.stdout);
	for (const one of tries) {
		assert.equal(one.signal, null, `${one.room} bytes left: ${JSON.stringify(one)}`);
		assert.ok(one.code === 0 || /disk full|No space left/.test(one.err), JSON.stringify(one));
		assert.match(one.search, /Salt and Saffron Roads/);
	}
	assert.ok(tries.some((one) => one.code !== 0), r.stdout);
	assert.deepEqual([last.code, last.signal], [0, null]);
	assert.match(last.search, /Salt and Saffron Roads/);
	assert.match(last.book, /number 77/);
});
