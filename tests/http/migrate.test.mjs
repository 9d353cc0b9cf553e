// The schema from the command line and at the start of the server.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from './suite.mjs';
import { fileURLToPath } from 'node:url';
import { client } from './client.mjs';
import { postgresql } from './place.mjs';
import { binary, start } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const folders = [], servers = [];
after(async () => {
	await Promise.all(servers.map((s) => s.kill9({ keep: true })));
	folders.forEach((dir) => rmSync(dir, { recursive: true, force: true }));
});

// A server that a failing test leaves behind would keep the runner waiting.
async function serve(options) {
	const s = await start(options);
	servers.push(s);
	return s;
}

function folder() {
	const dir = mkdtempSync(join(tmpdir(), 'bookshelf-migrate-'));
	folders.push(dir);
	return dir;
}

// Only what a test says, and the server of tools/run-postgres when it runs under that.
function run(dir, words, env = {}) {
	const own = Object.entries(process.env).filter(([n]) => !n.startsWith('BOOKSHELF_') && n !== 'DATABASE_URL');
	const r = spawnSync(binary, [...words, '--data-dir', dir], { env: { ...Object.fromEntries(own), ...env }, encoding: 'utf8' });
	return { code: r.status, out: r.stdout, err: r.stderr };
}

const copies = (dir) => readdirSync(dir).filter((name) => name.includes('.before-'));

// A library as a program with an older schema left it.
async function oldLibrary(dir) {
	const s = await serve({ dataDir: dir });
	await client(s.url).post('/library/me/books', { title: 'Emma', author: 'Jane Austen', shelf: 'read' });
	assert.equal((await s.stop()).code, 0);
	assert.equal(run(dir, ['migrate', 'down', '--to', '1', '--yes']).code, 0);
}

test('status, up, down and verify say where the database stands', () => {
	const dir = folder();
	let r = run(dir, ['migrate', 'status']);
	assert.equal(r.code, 0);
	assert.match(r.out, /0001_library\.sql +to do\n/);
	assert.match(r.out, /sqlite: schema 0; this program's is \d+\n/);
	r = run(dir, ['migrate', 'up', '--to', '1']);
	assert.match(r.out, /^up {3}0001_library\.sql\n {4}books +new; 0 rows\n[^]*now schema 1\n$/);
	assert.match(run(dir, ['migrate', 'up']).out, /up {3}0002_changes\.sql\n[^]*now schema \d+\n$/);
	assert.match(run(dir, ['migrate', 'up']).out, /^nothing to do: schema \d+\n$/);
	assert.deepEqual(run(dir, ['migrate', 'verify']), { code: 0, out: 'all is well\n', err: '' });
	assert.deepEqual(copies(dir), [], 'an empty database is not copied');
	assert.match(run(dir, ['migrate', 'up', '--to', '999']).err, /there is no schema 999/);
	assert.match(run(dir, ['migrate', 'up', '--to', 'x']).err, /--to needs the number/);
});

test('going down asks for --yes, and takes one step', () => {
	const dir = folder();
	run(dir, ['migrate', 'up', '--to', '3']);
	const r = run(dir, ['migrate', 'down']);
	assert.equal(r.code, 2);
	assert.match(r.err, /from schema 3 to 2 loses/);
	assert.match(run(dir, ['migrate', 'down', '--yes']).out, /back 0003_friends_loans\.sql\n[^]*now schema 2\n$/);
	assert.equal(run(dir, ['migrate', 'verify']).code, 0);
});

test('serve brings an old SQLite database up, copies it first, and keeps what is in it', async () => {
	const dir = folder();
	await oldLibrary(dir);
	const s = await serve({ dataDir: dir });
	const [copied] = s.events('copied_before_migrating');
	assert.match(copied.path, /dev\.db\.before-\d+-\d{8}T\d{6}Z$/);
	assert.deepEqual(copies(dir).map((name) => join(dir, name)), [copied.path]);
	assert.deepEqual(s.events('migrated').map((e) => e.name)[0], '0002_changes.sql');
	assert.deepEqual((await client(s.url).get('/library/me/books')).body.items.map((b) => b.title), ['Emma']);
	await s.stop();
	assert.equal(run(dir, ['migrate', 'verify']).code, 0);
});

test('two servers that start together on an old database both serve it, migrated once', async () => {
	const dir = folder();
	await oldLibrary(dir);
	const pair = await Promise.all([serve({ dataDir: dir }), serve({ dataDir: dir })]);
	const steps = pair.flatMap((s) => s.events('migrated').map((e) => e.name));
	assert.equal(new Set(steps).size, steps.length, 'no step was taken twice');
	assert.equal(copies(dir).length, 1);
	for (const s of pair)
		assert.deepEqual((await client(s.url).get('/library/me/books')).body.items.map((b) => b.title), ['Emma']);
	await Promise.all(pair.map((s) => s.stop()));
	assert.equal(run(dir, ['migrate', 'verify']).code, 0);
});

// ---- PostgreSQL: only when told to ----

test('on PostgreSQL serve refuses an older schema, and migrates with --migrate', { skip: postgresql.missing ?? false, timeout: 120000 }, async () => {
	const dir = folder(), home = folder(), pg = join(root, 'tools', 'run-postgres');
	const url = execFileSync(pg, ['--fast', 'start', home], { encoding: 'utf8' }).trim();
	const env = { DATABASE_URL: url };
	try {
		await assert.rejects(serve({ dataDir: dir, env }), /has schema 0 and this program needs schema \d+: run `bookshelf migrate up`/);
		assert.match(run(dir, ['migrate', 'up', '--to', '1'], env).out, /now schema 1\n$/);
		await assert.rejects(serve({ dataDir: dir, env }), /has schema 1/);
		const pair = await Promise.all([1, 2].map(() => serve({ dataDir: dir, env, args: ['--migrate'] })));
		const steps = pair.flatMap((s) => s.events('migrated').map((e) => e.name));
		assert.equal(new Set(steps).size, steps.length, 'no step was taken twice');
		assert.equal((await client(pair[0].url).post('/library/me/books', { title: 'Emma' })).status, 201);
		assert.equal((await client(pair[1].url).get('/library/me/books')).body.count, 1);
		await Promise.all(pair.map((s) => s.stop()));
		assert.deepEqual(run(dir, ['migrate', 'verify'], env), { code: 0, out: 'all is well\n', err: '' });
		const s = await serve({ dataDir: dir, env });
		await s.stop();
	} finally {
		execFileSync(pg, ['remove', home]);
	}
});
