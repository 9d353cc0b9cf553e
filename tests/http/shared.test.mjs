// shared.test.mjs - one catalogue for several servers on one PostgreSQL database, each with a data folder of its own: what is
// imported at one is answered by all within seconds.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentOf, binary, start, until } from './server.mjs';
import { after, before, describe, test } from './suite.mjs';

const shared = process.env.BOOKSHELF_TEST_DATABASE === 'postgres';

describe('a catalogue that servers share', { skip: shared ? false : 'needs BOOKSHELF_TEST_DATABASE=postgres' }, () => {
	const folders = [];
	let one, other, env;

	const folder = () => {
		folders.push(mkdtempSync(join(tmpdir(), 'bookshelf-catalogue-')));
		return folders.at(-1);
	};
	// A command on the same database with this data folder.
	const command = (dir, words, extra = {}) => spawnSync(binary, [...words, '--data-dir', dir],
		{ env: { ...env, ...extra }, encoding: 'utf8' });
	const importInto = (dir, rows, extra) => {
		const file = join(dir, 'rows.tsv');
		writeFileSync(file, `title\tauthors\n${rows}\n`);
		return command(dir, ['catalogue', 'import', file], extra);
	};
	const titles = async (server, q) => {
		const answer = await fetch(`${server.url}/books/search?q=${encodeURIComponent(q)}`);
		return answer.status === 200 ? (await answer.json()).items.map((item) => item.title) : [];
	};
	const knows = (server, title) => until(async () => (await titles(server, title)).includes(title), `${title} on ${server.port}`, 20000);

	before(async () => {
		one = await start();
		env = environmentOf(one.dataDir);
		other = await start({ dataDir: folder(), env: { DATABASE_URL: env.DATABASE_URL } });
	});
	after(async () => {
		await one?.stop();
		await other?.stop();
		for (const dir of folders) rmSync(dir, { recursive: true, force: true });
	});

	test('what is imported at one is answered by the other within seconds', async () => {
		const done = importInto(one.dataDir, "The Lamplighter's Almanac\tMorwenna Trelawney");
		assert.equal(done.status, 0, done.stderr);
		assert.match(done.stdout, /shared with all programs on this database/);
		await knows(one, "The Lamplighter's Almanac");
		await knows(other, "The Lamplighter's Almanac");
		assert.equal(other.events('catalogue_shared').at(-1).fetched, 1);
	});

	test('imports at both at one time come to both', async () => {
		const begin = (dir, title) => new Promise((resolve) => {
			const file = join(dir, 'more.tsv');
			writeFileSync(file, `title\tauthors\n${title}\tSomebody\n`);
			spawn(binary, ['catalogue', 'import', file, '--data-dir', dir], { env, stdio: 'ignore' }).on('exit', resolve);
		});
		assert.deepEqual(await Promise.all([
			begin(one.dataDir, 'A Field Guide to Imaginary Weather'), begin(other.dataDir, 'Salt and Saffron Roads')]), [0, 0]);
		for (const server of [one, other])
			for (const title of ['A Field Guide to Imaginary Weather', 'Salt and Saffron Roads', "The Lamplighter's Almanac"])
				await knows(server, title);
	});

	test('a server that starts with an empty folder fetches the catalogue', async () => {
		const third = await start({ dataDir: folder(), env: { DATABASE_URL: env.DATABASE_URL } });
		await knows(third, "The Lamplighter's Almanac");
		await knows(third, 'Salt and Saffron Roads');
		assert.equal((await third.stop()).code, 0);
	});

	test('a server whose copy is damaged mends it at its start', async () => {
		const dir = folder();
		const start_on = () => start({ dataDir: dir, env: { DATABASE_URL: env.DATABASE_URL } });
		let server = await start_on();
		await knows(server, 'Salt and Saffron Roads');
		await server.stop();
		for (const name of readdirSync(join(dir, 'catalogue')).filter((each) => each.endsWith('.index')))
			writeFileSync(join(dir, 'catalogue', name), 'damaged');
		server = await start_on();
		assert.ok((await titles(server, 'Salt and Saffron Roads')).includes('Salt and Saffron Roads'));
		await server.stop();
	});

	test('what an import could not share is shared by the server on its folder', async () => {
		const done = importInto(one.dataDir, 'Die Uhrmacherin von Görlitz\tHanne Köhler', { DATABASE_URL: `sqlite:${join(folder(), 'x.db')}` });
		assert.equal(done.status, 0, done.stderr);
		await knows(other, 'Die Uhrmacherin von Görlitz');
	});

	test('an import without its database is refused before it begins', () => {
		const dir = folder();
		const done = importInto(dir, 'Unread\tNobody', { DATABASE_URL: 'postgres://bookshelf@127.0.0.1:1/nothing' });
		assert.notEqual(done.status, 0);
		assert.match(done.stderr, /the database cannot be reached/);
		assert.deepEqual(readdirSync(dir).filter((name) => name !== 'rows.tsv'), []);
	});
});
