// Backups of a server at work, restored and moved: what comes back is the library that was there.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from './suite.mjs';
import { fileURLToPath } from 'node:url';
import { client } from './client.mjs';
import { postgresql } from './place.mjs';
import { binary, start, until } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const runPostgres = join(here, '..', '..', 'tools', 'run-postgres');
const books = '/library/me/books';
const folders = [], servers = [], databases = [];
after(async () => {
	await Promise.all(servers.map((s) => s.kill9({ keep: true })));
	databases.forEach((dir) => execFileSync(runPostgres, ['remove', dir], { stdio: 'ignore' }));
	folders.forEach((dir) => rmSync(dir, { recursive: true, force: true }));
});

function folder() {
	const dir = mkdtempSync(join(tmpdir(), 'bookshelf-backup-'));
	folders.push(dir);
	return dir;
}

// A server that a failing test leaves behind would keep the runner waiting.
async function serve(options) {
	const s = await start(options);
	servers.push(s);
	return s;
}

// An empty database of either engine, and a data folder: { dir, env, args }.
function place(engine) {
	const dir = folder(), env = {};
	if (engine === 'PostgreSQL') {
		const home = folder();
		databases.push(home);
		const made = spawnSync(runPostgres, ['--fast', 'start', home], { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
		env.DATABASE_URL = made.stdout.trim();
	}
	return { dir, env, args: ['--data-dir', dir] };
}

function environment(env) {
	const own = Object.entries(process.env).filter(([n]) => !n.startsWith('BOOKSHELF_') && n !== 'DATABASE_URL');
	return { ...Object.fromEntries(own), ...env };
}

function run(where, ...words) {
	const r = spawnSync(binary, [...words, ...where.args], { env: environment(where.env), encoding: 'utf8' });
	return { code: r.status, out: r.stdout, err: r.stderr };
}

const opened = (where) => serve({ dataDir: where.dir, env: where.env, args: ['--migrate'] });
const digest = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

// The rows and digests that a command prints, by table.
const sums = (out) => Object.fromEntries([...out.matchAll(/^(\w+) +(\d+) rows {2}([0-9a-f]{16})$/gm)].map((m) => [m[1], m.slice(2)]));

async function fill(api, from, to) {
	for (let i = from; i < to; i += 100)
		assert.equal((await api.post(`${books}/batch`, { items: Array.from({ length: 100 }, (_, k) => ({
			title: `Book ${i + k} "ę"`, author: `Author ${(i + k) % 17}`, rating: ((i + k) % 51) / 10, review: 'good\nbook' })) })).status, 200);
}

for (const engine of ['SQLite', 'PostgreSQL']) {
	const skip = engine === 'PostgreSQL' ? postgresql.missing ?? false : false;

	test(`${engine}: a backup under a write load is one moment, and is restored equal`, { skip, timeout: 120000 }, async () => {
		const where = place(engine), file = join(folder(), 'x.backup');
		const s = await opened(where), me = client(s.url);
		let sent = 0, stop = false;
		await fill(me, 0, 300);
		const load = (async () => {
			while (!stop) assert.equal((await me.post(books, { title: `Later ${String(sent++).padStart(6, '0')}` })).status, 201);
		})();
		await until(() => sent > 5, 'the load');
		const before = sent - 1; // acknowledged before the backup begins
		const child = spawn(binary, ['backup', file, ...where.args], { env: environment(where.env), stdio: ['ignore', 'pipe', 'inherit'] });
		let out = '';
		child.stdout.on('data', (bytes) => { out += bytes; });
		assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
		const afterwards = sent; // nothing sent later can be in it
		stop = true;
		await load;
		await s.stop();
		assert.match(out, /was read back and is whole\n$/);

		const other = place(engine);
		const restored = run(other, 'restore', file);
		assert.equal(restored.code, 0, restored.err);
		assert.deepEqual(sums(restored.out), sums(out));
		assert.equal(run(other, 'migrate', 'verify').out, 'all is well\n');
		const again = await opened(other);
		const { items } = (await client(again.url).get(books)).body;
		const later = items.map((b) => b.title).filter((t) => t.startsWith('Later')).sort();
		assert.deepEqual(later, later.map((_, i) => `Later ${String(i).padStart(6, '0')}`), 'the first ones, without a gap');
		assert.ok(later.length >= before && later.length <= afterwards, `${before} <= ${later.length} <= ${afterwards}`);
		assert.equal(items.length - later.length, 300);
		await again.stop();
	});

	test(`${engine}: restored, the library answers as it did`, { skip, timeout: 120000 }, async () => {
		const where = place('SQLite'), other = place(engine), file = join(folder(), 'x.backup');
		const s = await opened(where), me = client(s.url);
		await fill(me, 0, 200);
		const had = (await me.get(books)).body;
		assert.equal(had.count, 200);
		assert.equal(run(where, 'backup', file).code, 0);
		await s.stop();
		assert.equal(run(other, 'restore', file).code, 0);
		const again = await opened(other);
		assert.deepEqual((await client(again.url).get(books)).body, had);
		assert.equal((await client(again.url).post(books, { title: 'One more' })).status, 201);
		await again.stop();
		const refused = run(other, 'restore', file);
		assert.equal(refused.code, 5);
		assert.match(refused.err, /must be empty/);
	});
}

test('a backup that is killed leaves what was under its name, and nothing half', { timeout: 120000 }, async () => {
	const where = place('SQLite'), dir = folder(), file = join(dir, 'x.backup');
	const s = await opened(where);
	await fill(client(s.url), 0, 3000);
	await s.stop();
	assert.equal(run(where, 'backup', file).code, 0);
	let whole = digest(file), killed = 0;
	for (let round = 0; killed < 5 && round < 100; round++) {
		const child = spawn(binary, ['backup', '--force', file, ...where.args], { env: environment(where.env), stdio: 'ignore' });
		const end = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal)));
		await until(() => existsSync(`${file}.part`) || child.exitCode !== null, 'the part');
		await new Promise((resolve) => setTimeout(resolve, round % 10));
		child.kill('SIGKILL');
		if (await end !== 'SIGKILL') { // it was quicker: then the new one is whole
			whole = digest(file);
			continue;
		}
		killed++;
		assert.deepEqual(readdirSync(dir).filter((n) => !n.endsWith('.part')), ['x.backup']);
		assert.equal(digest(file), whole);
	}
	assert.equal(killed, 5);
	const other = place('SQLite'), restored = run(other, 'restore', file);
	assert.equal(restored.code, 0, restored.err);
	assert.equal(run(where, 'backup', '--force', file).code, 0);
	assert.deepEqual(readdirSync(dir), ['x.backup']);
	assert.equal(run(where, 'backup', file).code, 5, 'without --force nothing is replaced');
});

test('a damaged backup is refused and nothing is written', () => {
	const where = place('SQLite'), other = place('SQLite'), file = join(folder(), 'x.backup');
	assert.equal(run(where, 'migrate', 'up').code, 0);
	assert.equal(run(where, 'backup', file).code, 0);
	const bytes = readFileSync(file);
	for (const [what, text] of [['cut off', bytes.subarray(0, bytes.length - 60)], ['empty', Buffer.alloc(0)],
		['changed', Buffer.concat([bytes.subarray(0, 400), Buffer.from('x'), bytes.subarray(401)])], ['a text', Buffer.from('hello')]]) {
		writeFileSync(file, text);
		const r = run(other, 'restore', file);
		assert.equal(r.code, 2, what);
		assert.match(r.err, /backup|archive/, what);
		assert.deepEqual(readdirSync(other.dir), [], what);
	}
});

test('an archive with a link or a path that leads elsewhere is refused', () => {
	const other = place('SQLite'), dir = folder(), tree = join(dir, 'tree'), file = join(dir, 'evil');
	mkdirSync(join(tree, 'settings'), { recursive: true });
	execFileSync('ln', ['-s', '/etc/passwd', join(tree, 'settings', 'in-force.conf')]);
	for (const names of [['settings/in-force.conf'], ['-P', '../evil-file'], ['-P', '/etc/hostname']]) {
		writeFileSync(join(dir, 'evil-file'), 'x');
		execFileSync('tar', ['-cf', file, '-C', tree, ...names]);
		const r = run(other, 'restore', file);
		assert.equal(r.code, 2);
		assert.match(r.err, /a file that no backup has/);
		assert.deepEqual(readdirSync(other.dir), []);
	}
});

test('copy moves a library to PostgreSQL and back with equal digests', { skip: postgresql.missing ?? false, timeout: 120000 }, async () => {
	const where = place('SQLite'), middle = place('PostgreSQL'), dir = folder(), last = { dir, env: {}, args: ['--data-dir', dir] };
	const s = await opened(where), me = client(s.url);
	await fill(me, 0, 2500);
	const had = (await me.get(books)).body;
	await s.stop();
	const first = `sqlite:${join(where.dir, 'dev.db')}`, third = `sqlite:${join(dir, 'dev.db')}`;
	const there = run(last, 'copy', '--from', first, '--to', middle.env.DATABASE_URL);
	assert.equal(there.code, 0, there.err);
	assert.match(there.out, /both have the same rows and digests\n$/);
	const back = run(last, 'copy', '--from', middle.env.DATABASE_URL, '--to', third);
	assert.equal(back.code, 0, back.err);
	assert.deepEqual(sums(back.out), sums(there.out));
	assert.equal(sums(back.out).user_books[0], '2500');
	assert.equal(run(last, 'copy', '--from', first, '--to', third).code, 5, 'the target must be empty');
	const again = await opened(last);
	assert.deepEqual((await client(again.url).get(books)).body, had);
	await again.stop();
});
