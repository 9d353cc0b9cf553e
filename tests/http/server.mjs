// server.mjs - start the real program for a test, with a data folder of its own.
//
//   const s = await start({ env: { BOOKSHELF_SCAN_ENABLED: 'false' }, args: ['--http-threads', '1'] });
//   s.url      "http://127.0.0.1:PORT"          s.port, s.pid, s.dataDir
//   s.log()    everything it wrote to standard error so far; s.events('request') its parsed lines
//   await s.stop()   SIGTERM; resolves to { code, signal, ms } and removes the data folder
//   await s.kill9()  the same without mercy; { keep: true } keeps the data folder for another start({ dataDir })
//   spawnSync(binary, ['scan', …, '--data-dir', dir], { env: environmentOf(dir) })   a command on the same database
//
// The database is SQLite in the data folder; with BOOKSHELF_TEST_DATABASE=postgres, or start({ database: 'postgres' }), it is
// a new one of the server that BOOKSHELF_TEST_POSTGRES names, the same one for each start of a data folder:
//
//   BOOKSHELF_TEST_DATABASE=postgres tools/run-postgres --fast node --test tests/http/books.test.mjs
//
// Every server still running when the test process ends is killed. The program is
// $BOOKSHELF_BIN, else build/release/bookshelf. Set $BOOKSHELF_SHOW_LOG to see its log. A program that is slower than that one,
// for a sanitizer watches it, is given $BOOKSHELF_TEST_PATIENCE times as long (tools/run-tests sets it).
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const binary = process.env.BOOKSHELF_BIN ?? join(root, 'build', 'release', 'bookshelf');

export const patience = Number(process.env.BOOKSHELF_TEST_PATIENCE ?? 1);

const running = new Set();
export function killLeft() {
	for (const child of running) child.kill('SIGKILL');
	return running.size;
}
process.on('exit', killLeft);

const databases = new Map(); // of a data folder: { name, url }
process.on('exit', () => {
	for (const { name } of databases.values()) psql(`DROP DATABASE ${name} WITH (FORCE)`);
});

function psql(text) {
	execFileSync('psql', ['-Xq', process.env.BOOKSHELF_TEST_POSTGRES, '-c', text], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function databaseOf(engine, dir) {
	if (engine === 'sqlite') return {};
	if (!databases.has(dir)) {
		const name = `http_${process.pid}_${databases.size}`;
		const url = process.env.BOOKSHELF_TEST_POSTGRES.replace(/^postgresql:\/\/\/\w+/, `postgresql:///${name}`);
		psql(`CREATE DATABASE ${name}`);
		databases.set(dir, { name, url });
	}
	return { DATABASE_URL: databases.get(dir).url, BOOKSHELF_MIGRATE: 'true' };
}

const testEngine = process.env.BOOKSHELF_TEST_DATABASE ?? 'sqlite';

// What a command needs to work on the database of this data folder.
export const environmentOf = (dir) => environment(databaseOf(testEngine, dir));

// Settings of the person who runs the tests must not leak into them.
function environment(extra) {
	const own = Object.entries(process.env).filter(
		([name]) => !name.startsWith('BOOKSHELF_') && name !== 'DATABASE_URL');
	const cache = process.env.BOOKSHELF_CACHE ? { BOOKSHELF_CACHE: process.env.BOOKSHELF_CACHE } : {};
	return { ...Object.fromEntries(own), ...cache, BOOKSHELF_LOG_FORMAT: 'json', ...extra };
}

export async function start({ env = {}, args = [], dataDir, timeoutMs = 20000, database = testEngine } = {}) {
	const dir = dataDir ?? mkdtempSync(join(tmpdir(), 'bookshelf-test-'));
	const words = ['serve', '--host', '127.0.0.1', '--port', '0', '--data-dir', dir, ...args];
	const child = spawn(binary, words, {
		env: environment({ ...(env.DATABASE_URL ? {} : databaseOf(database, dir)), ...env }),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let out = '', err = '', ended = null;

	running.add(child);
	const exit = new Promise((resolve) => child.on('exit', (code, signal) => {
		running.delete(child);
		ended = { code, signal };
		resolve(ended);
	}));
	child.stderr.on('data', (bytes) => {
		err += bytes;
		if (process.env.BOOKSHELF_SHOW_LOG) process.stderr.write(bytes);
	});
	const url = await new Promise((resolve, reject) => {
		const give_up = setTimeout(() => {
			child.kill('SIGKILL');
			reject(new Error(`no address within ${timeoutMs * patience} ms\n${out}${err}`));
		}, timeoutMs * patience);
		child.stdout.on('data', (bytes) => {
			out += bytes;
			const found = /^bookshelf: (http:\/\/\S+)$/m.exec(out);
			if (!found) return;
			clearTimeout(give_up);
			resolve(found[1].replace(/\/$/, ''));
		});
		child.on('error', (error) => {
			clearTimeout(give_up);
			reject(error);
		});
		exit.then(({ code, signal }) => {
			clearTimeout(give_up);
			reject(new Error(`ended at start: ${code ?? signal}\n${out}${err}`));
		});
	});

	async function end(signal, keep) {
		const began = Date.now();
		if (!ended) child.kill(signal);
		const how = await exit;
		if (!keep && !dataDir) rmSync(dir, { recursive: true, force: true });
		return { ...how, ms: Date.now() - began };
	}
	return {
		url,
		port: Number(new URL(url).port),
		pid: child.pid,
		dataDir: dir,
		log: () => err,
		events: (name) => err.split('\n').filter(Boolean).flatMap((line) => {
			try {
				const event = JSON.parse(line);
				return !name || event.event === name ? [event] : [];
			} catch {
				return [];
			}
		}),
		out: () => out,
		signal: (signal) => child.kill(signal),
		ended: () => ended,
		exit,
		stop: ({ keep = false } = {}) => end('SIGTERM', keep),
		kill9: ({ keep = false } = {}) => end('SIGKILL', keep),
	};
}

// Wait for something that happens soon: the first true value of check(), or an error.
export async function until(check, what = 'it', timeoutMs = 5000) {
	for (const began = Date.now(); Date.now() - began < timeoutMs * patience;) {
		const value = await check();
		if (value) return value;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	throw new Error(`${what} did not happen within ${timeoutMs * patience} ms`);
}
