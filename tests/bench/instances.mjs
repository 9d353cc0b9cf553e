#!/usr/bin/env node
// instances.mjs - the catalogue on PostgreSQL with three servers, each with a data folder of its own, against one server on SQLite: `instances.mjs BOOKS.tsv [QUERIES.tsv]`.
//
// BOOKS.tsv is imported once into the SQLite server's folder and once at one of the three; the others fetch it. Then titles from all over the table are typed
// letter by letter, each beginning a question over HTTP (/books/search?q=) that all four are asked one after the other, so that whatever else the machine does
// befalls all of them alike; each question was asked once before. Texts of spines (the column query of QUERIES.tsv, else the titles in capitals)
// are asked of `bookshelf catalogue identify` in each of the folders. Printed: p50, p99, their ratios to SQLite's, and whether all answered the same.
// The four copies want room in memory: where pages come from the disk, it is too small for them all.
//   TITLES=100 of them are typed, TEXTS=1000 at most are identified
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { postgresql } from '../http/place.mjs';
import { binary, start, until } from '../http/server.mjs';

const [table, queries] = process.argv.slice(2);
const typed = Number(process.env.TITLES ?? 100), texts = Number(process.env.TEXTS ?? 1000);
const LETTERS = 40, MANY = 1 << 20;
const tick = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

// ---- what is asked ----

// A column of a table, every so many rows of it, at most n.
async function column(path, name, n) {
	let all = [], at = -1, every = 1, i = 0;
	for await (const line of createInterface({ input: createReadStream(path) })) {
		if (at < 0) {
			at = line.split('\t').indexOf(name);
			if (at < 0) throw new Error(`${path} has no column ${name}`);
		} else if (i++ % every === 0) {
			all.push(line.split('\t')[at]);
		}
		if (all.length === MANY) { // half as dense from here on
			all = all.filter((_, k) => k % 2 === 0);
			every *= 2;
		}
	}
	return [...Array(Math.min(n, all.length)).keys()].map((k) => all[Math.floor((k * all.length) / Math.min(n, all.length))]).filter(Boolean);
}

const beginnings = (title) => {
	const letters = [...title].slice(0, LETTERS);
	return letters.map((_, i) => letters.slice(0, i + 1).join('')).filter((q) => q.trim());
};

// ---- the four ----

const scratch = mkdtempSync(join(tmpdir(), 'bookshelf-instances-'));

const environmentOf = (url) => ({ ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BOOKSHELF_') && name !== 'DATABASE_URL')),
	...(url ? { DATABASE_URL: url } : {}) });

function importInto(dir, url) {
	const began = Date.now();
	execFileSync(binary, ['catalogue', 'import', table, '--data-dir', dir], { env: environmentOf(url), stdio: ['ignore', 'ignore', 'pipe'] });
	return (Date.now() - began) / 1000;
}

// Of the catalogue's files.
async function digest(dir) {
	const hash = createHash('sha256');
	for (const name of indexes(dir)) for await (const piece of createReadStream(join(dir, 'catalogue', name), { highWaterMark: 1 << 20 })) hash.update(piece);
	return hash.digest('hex');
}
const indexes = (dir) => {
	try {
		return readdirSync(join(dir, 'catalogue')).filter((name) => name.endsWith('.index')).sort();
	} catch {
		return [];
	}
};
const bytes = (dir) => indexes(dir).reduce((sum, name) => sum + statSync(join(dir, 'catalogue', name)).size, 0);

async function serve(name, dir, url) {
	const server = await start({ dataDir: dir, database: 'sqlite', timeoutMs: 120000, env: { ...(url ? { DATABASE_URL: url } : {}), BOOKSHELF_LOG_LEVEL: 'warn',
		BOOKSHELF_SEARCH_PER_MINUTE: '0', BOOKSHELF_REQUESTS_PER_MINUTE: '0' } });
	return { name, dir, url, server, agent: new http.Agent({ keepAlive: true, maxSockets: 1 }), ms: [], identified: [] };
}

function ask(one, q) {
	const began = process.hrtime.bigint();
	return new Promise((resolve, reject) => {
		http.get(`${one.server.url}/books/search?q=${encodeURIComponent(q)}`, { agent: one.agent }, (answer) => {
			let text = '';
			answer.setEncoding('utf8');
			answer.on('data', (piece) => { text += piece; });
			answer.on('end', () => resolve({ status: answer.statusCode, text, ms: Number(process.hrtime.bigint() - began) / 1e6 }));
			answer.on('error', reject);
		}).on('error', reject);
	});
}

function identify(one, lines) {
	return new Promise((resolve, reject) => {
		const child = spawn(binary, ['catalogue', 'identify', '--data-dir', one.dir], { env: environmentOf(one.url), stdio: ['pipe', 'pipe', 'inherit'] });
		let out = '';
		child.stdout.on('data', (piece) => { out += piece; });
		child.on('error', reject);
		child.on('close', (code) => (code ? reject(new Error(`identify ended with ${code}`)) : resolve(out.trim().split('\n').map((line) => JSON.parse(line)))));
		child.stdin.end(`${lines.join('\n')}\n`);
	});
}

// ---- the figures ----

// Processor time in microseconds; pages that had to be read from the disk.
const usedBy = ({ server }) => {
	const f = readFileSync(`/proc/${server.pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number);
	return { cpu: (f[11] + f[12]) * tick, pages: f[9] };
};

const at = (times, share) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))];

function put(what, four, timesOf) {
	const [p50, p99] = [0.5, 0.99].map((share) => four.map((one) => at(timesOf(one), share)));
	four.forEach((one, i) => console.log(`${what.padEnd(10)} ${one.name.padEnd(14)} ${String(timesOf(one).length).padStart(6)} questions  p50 ${p50[i].toFixed(3)}  p99 ${p99[i].toFixed(3)} ms` +
		(i ? `   x ${(p50[i] / p50[0]).toFixed(2)}, x ${(p99[i] / p99[0]).toFixed(2)}` : '') + (what === 'search' ? `   processor ${one.cpu.toFixed(0)} us each, ${one.pages} pages from the disk` : '')));
}

// How many questions were answered otherwise than SQLite did.
async function search(four, titles) {
	const questions = titles.flatMap(beginnings);
	for (const one of four) for (const q of questions) await ask(one, q); // the pages it needs are in memory afterwards, if that is large enough for four copies
	const before = four.map(usedBy);
	let other = 0, n = 0;
	for (const q of questions) {
		const answers = [];
		n++;
		for (let i = 0; i < four.length; i++) { // the first is another one each time
			const k = (i + n) % four.length;
			answers[k] = await ask(four[k], q);
			if (answers[k].status !== 200) throw new Error(`${q} was answered ${answers[k].status}`);
			four[k].ms.push(answers[k].ms);
		}
		other += answers.some(({ text }) => text !== answers[0].text);
	}
	four.forEach((one, i) => {
		const after = usedBy(one);
		one.cpu = (after.cpu - before[i].cpu) / n;
		one.pages = after.pages - before[i].pages;
	});
	return other;
}

async function identifyAll(four, lines) {
	let other = 0, first;
	for (const one of four) {
		await identify(one, lines);
		const answers = await identify(one, lines);
		const ids = answers.map(({ candidates }) => candidates.map(({ id }) => id).join());
		one.identified = answers.map(({ microseconds }) => microseconds / 1e3);
		first ??= ids;
		other += ids.filter((id, i) => id !== first[i]).length;
	}
	return other;
}

async function main(place) {
	const titles = await column(table, 'title', typed);
	const spines = queries ? await column(queries, 'query', texts) : (await column(table, 'title', texts)).map((title) => title.toUpperCase());
	const folders = ['one', 'a', 'b', 'c'].map((name) => join(scratch, name));
	for (const dir of folders) mkdirSync(dir);
	const alone = importInto(folders[0]), shared = importInto(folders[1], place.url);
	console.log(`imported into one folder in ${alone.toFixed(1)} s, at one of three and shared in ${shared.toFixed(1)} s; ${(bytes(folders[0]) / 1e6).toFixed(0)} MB`);
	const four = [await serve('SQLite', folders[0])], began = Date.now();
	try {
		for (const [i, dir] of folders.slice(1).entries()) four.push(await serve(`PostgreSQL ${i + 1}`, dir, place.url));
		await until(() => folders.slice(2).every((dir) => existsSync(join(dir, 'catalogue', 'segments')) && bytes(dir) === bytes(folders[1])), 'the catalogue at all three', 600000);
		console.log(`fetched by the other two, started meanwhile, in ${((Date.now() - began) / 1000).toFixed(1)} s`);
		console.log(`the files ${new Set(await Promise.all(folders.map(digest))).size === 1 ? 'are the same in all four folders' : 'DIFFER'}`);
		const other = await search(four, titles);
		put('search', four, (one) => one.ms);
		const others = await identifyAll(four, spines);
		put('identify', four, (one) => one.identified);
		console.log(other || others ? `ANSWERED OTHERWISE: ${other} searches, ${others} texts` : 'all answers are the same');
		process.exitCode = other || others ? 1 : 0;
	} finally {
		for (const { server, agent } of four) {
			agent.destroy();
			await server.stop();
		}
	}
}

if (!table || postgresql.missing) {
	console.error(table ? `PostgreSQL: ${postgresql.missing}` : 'instances.mjs BOOKS.tsv [QUERIES.tsv]');
	process.exit(2);
}
const place = await postgresql.open({ processes: 0 });
try {
	await main(place);
} finally {
	await place.close();
	rmSync(scratch, { recursive: true, force: true });
}
