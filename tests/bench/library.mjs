#!/usr/bin/env node
// library.mjs - what a library costs: processor time per request of the server and of PostgreSQL's own processes, requests/s, for 500 books a
// person, and with 50,000 of one person. SQLite with one process, PostgreSQL with three. Needs wrk and nothing else running.
//   SECONDS_EACH=5, LARGE=50000 (0: leave that part out), ENGINE=SQLite for one of the two
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines } from '../http/place.mjs';

const seconds = Number(process.env.SECONDS_EACH ?? 5), large = Number(process.env.LARGE ?? 50000);
const tick = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const books = '/library/me/books', people = 8;
const person = (i) => `bench-${i}@example.org`;
const words = 'the of and shadow river house winter garden letters silent city night glass stone last daughter king road sea light memory song'.split(' ');
const scratch = mkdtempSync(join(tmpdir(), 'bookshelf-bench-'));
const rows = [];

// ---- books as catalogues have them ----

const say = (n, i) => [...Array(n).keys()].map((k) => words[(i * 31 + k * 17 + ((i * k) % 7)) % words.length]).join(' ');

function book(i) {
	return { title: `${say(3, i)} ${i}`, author: `${say(1, i)} Writer ${i % 97}`, publishedYear: 1900 + (i % 120), pageCount: 100 + (i % 700),
		genres: ['Fiction', say(1, i)], synopsis: say(55, i), coverThumbnail: `https://covers.example.org/b/id/${i}-M.jpg`, publisher: say(2, i) };
}

async function fill(place, user, n) {
	const ids = [];
	for (let from = 0; from < n; from += 200) {
		const items = [...Array(Math.min(200, n - from)).keys()].map((k) => book(from + k));
		const { status, body } = await place.ask(0, 'POST', `${books}/batch`, { user, body: { items }, timeoutMs: 120000 });
		if (status !== 200) throw new Error(`a batch was answered ${status}`);
		ids.push(...body.items.map((item) => item.id));
	}
	return ids;
}

// ---- processor time ----

// Of a process, in microseconds; with `family`, and of those it has waited for.
function cpuOf(pid, family = false) {
	try {
		const f = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number);
		return (f[11] + f[12] + (family ? f[13] + f[14] : 0)) * tick;
	} catch {
		return 0;
	}
}

function children(pid) {
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
		try {
			return readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[1] === String(pid);
		} catch {
			return false;
		}
	});
}

const servers = (place) => place.servers.reduce((sum, server) => sum + cpuOf(server.pid), 0);

function database(place) {
	if (place.engine.name === 'SQLite') return null;
	const first = Number(readFileSync(join(place.databaseDir, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
	return cpuOf(first, true) + children(first).reduce((sum, pid) => sum + cpuOf(pid), 0);
}

const memory = (place, what) => Math.max(...place.servers.map(({ pid }) => Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]))) / 1024;

function forgetPeak(place) {
	for (const { pid } of place.servers) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

// ---- load ----

// One wrk for each server, its share of the connections; `lua` is the body of request().
async function load(place, connections, lua, time = seconds) {
	const runs = place.servers.map((server, i) => new Promise((resolve, reject) => {
		const share = Math.floor((connections + place.servers.length - 1 - i) / place.servers.length);
		const script = join(scratch, `${i}.lua`);
		writeFileSync(script, `local n, tag, me = 0, "${i}-${Date.now()}-", ${i}\nlocal headers = {["Content-Type"] = "application/json"}\n` +
			`local function as(k) headers["X-Bookshelf-User-Email"] = "bench-" .. k .. "@example.org" return headers end\n` +
			`request = function() n = n + 1\n${lua} end\n`);
		const child = spawn('wrk', ['-t1', `-c${Math.max(1, share)}`, `-d${time}s`, '--latency', '-s', script, server.url]);
		let out = '';
		child.stdout.on('data', (bytes) => { out += bytes; });
		child.on('error', reject);
		child.on('close', () => resolve(out));
	}));
	const outs = await Promise.all(runs), number = (re) => outs.reduce((sum, out) => sum + Number(re.exec(out)?.[1] ?? 0), 0);
	const ms = (out) => {
		const [, v, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(out) ?? [0, NaN, 'ms'];
		return Number(v) * { us: 0.001, ms: 1, s: 1000 }[unit];
	};
	return { requests: number(/(\d+) requests in/), perSecond: number(/Requests\/sec:\s+([\d.]+)/), bad: number(/Non-2xx or 3xx responses: (\d+)/), p99: Math.max(...outs.map(ms)) };
}

async function measure(place, what, asked, connections, lua) {
	await load(place, connections, lua, 1);
	const before = [servers(place), database(place)];
	const { requests, perSecond, bad, p99 } = await load(place, connections, lua);
	const cpu = (servers(place) - before[0]) / requests, own = before[1] === null ? null : (database(place) - before[1]) / requests;
	note(place, what, { cpu, own, perSecond, p99, asked: place.engine.name === 'SQLite' ? asked : '', bad });
}

const time = (us) => (us === null || us === undefined ? '' : us >= 1000 ? `${(us / 1000).toFixed(2)} ms` : `${us.toFixed(0)} us`);

function note(place, what, { cpu, own, perSecond, p99, asked = '', bad = 0, more = '' }) {
	const row = [place.engine.name, what, time(cpu), time(own), perSecond ? perSecond.toFixed(0) : '', p99 ? `${p99.toFixed(1)} ms` : '', asked,
		`${more}${bad ? `${bad} WERE REFUSED` : ''}`];
	rows.push(row);
	console.error(row.filter(Boolean).join('  '));
}

// ---- what is measured ----

const list = (path, extra = '') => `local h = as(n % ${people}) ${extra} return wrk.format("GET", "${path}", h)`;
const post = `return wrk.format("POST", "${books}", as(n % ${people}), '{"title":"New ' .. tag .. n .. '","author":"A. Writer","publishedYear":1999,"pageCount":300,` +
	`"genres":["Fiction"],"synopsis":"${say(40, 5)}"}')`;
const patch = (ids) => `local ids = {${ids.map((of) => `{${of.map((id) => `"${id}"`).join(',')}}`).join(',')}}\nlocal k = n % ${people}\n` +
	`local mine = ids[k + 1]\nreturn wrk.format("PATCH", "${books}/" .. mine[1 + (n * 7 + me) % #mine], as(k), '{"review":"Read again: ' .. tag .. n .. '"}')`;
const batch = `local items = {}\nfor i = 1, 100 do items[i] = '{"title":"Batch ' .. tag .. n .. ' ' .. i .. '","author":"A. Writer","publishedYear":1999,"pageCount":' .. i .. '}' end\n` +
	`return wrk.format("POST", "${books}/batch", as(n % ${people}), '{"items":[' .. table.concat(items, ",") .. ']}')`;

async function ordinary(engine) {
	const place = await engine.open({ durable: true });
	try {
		const ids = [];
		for (let i = 0; i < people; i++) ids.push(await fill(place, person(i), 500));
		const bytes = (await place.ask(0, 'GET', books, { user: person(0) })).text.length;
		await measure(place, `list of 500 (${(bytes / 1000).toFixed(0)} kB)`, '2.5 ms', 8, list(books));
		await measure(place, 'the same, compressed', '', 8, list(books, 'h["Accept-Encoding"] = "gzip"'));
		await measure(place, 'page of 50', '', 8, list(`${books}?limit=50`));
		await measure(place, 'PATCH', '150 us', 8, patch(ids.map((of) => of.slice(0, 100))));
		await measure(place, 'POST new', '250 us', 8, post);
		await measure(place, 'POST new, 4 writers', '', 4, post);
		await measure(place, 'batch of 100 new', '12 ms', 8, batch);
	} finally {
		await place.close();
	}
}

// The whole answer, thrown away as it comes: bytes, seconds.
function drain(place, path, user) {
	const began = process.hrtime.bigint();
	return new Promise((resolve, reject) => {
		http.get(place.servers[0].url + path, { headers: { 'X-Bookshelf-User-Email': user } }, (answer) => {
			let bytes = 0;
			answer.on('data', (piece) => { bytes += piece.length; });
			answer.on('end', () => resolve({ status: answer.statusCode, bytes, seconds: Number(process.hrtime.bigint() - began) / 1e9 }));
		}).on('error', reject);
	});
}

async function whole(place, what, path) {
	forgetPeak(place);
	const resident = memory(place, 'VmRSS'), before = [servers(place), database(place)];
	const { status, bytes, seconds: took } = await drain(place, path, person(0));
	if (status !== 200) {
		note(place, what, { more: `is answered ${status}` });
		return;
	}
	note(place, what, { cpu: servers(place) - before[0], own: before[1] === null ? null : database(place) - before[1],
		more: `${(bytes / 1e6).toFixed(1)} MB, ${(bytes / 1e6 / took).toFixed(0)} MB/s, memory ${resident.toFixed(0)} MB before, ${memory(place, 'VmHWM').toFixed(0)} at the most` });
}

async function many(engine) {
	const place = await engine.open({ durable: true });
	try {
		const began = Date.now();
		await fill(place, person(0), large);
		console.error(`${large} books in batches of 200: ${((Date.now() - began) / 1000).toFixed(1)} s`);
		const first = `return wrk.format("GET", "${books}?limit=50", as(0))`;
		await measure(place, `first page of ${large}`, '2 ms', 8, first);
		await measure(place, `by title, of ${large}`, '', 8, `return wrk.format("GET", "${books}?limit=50&sort=title", as(0))`);
		await measure(place, `q= in ${large}`, '', 2, `return wrk.format("GET", "${books}?limit=50&q=winter+4999", as(0))`);
		for (const form of ['json', 'goodreads']) await whole(place, `export of ${large}, ${form}`, `/library/me/export?format=${form}`);
		await whole(place, `the whole list of ${large}`, books);
	} finally {
		await place.close();
	}
}

try {
	for (const engine of engines.filter(({ name }) => !process.env.ENGINE || name === process.env.ENGINE)) {
		if (engine.missing) {
			console.log(`${engine.name}: skipped, ${engine.missing}`);
			continue;
		}
		await ordinary(engine);
		if (large) await many(engine);
	}
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
const head = ['engine', 'what', 'CPU each', 'of PostgreSQL', 'a second', 'p99', 'asked (CPU)', ''];
const wide = head.map((name, c) => Math.max(name.length, ...rows.map((row) => row[c].length)));
console.log([head, ...rows].map((row) => row.map((cell, c) => (c < 2 || c > 6 ? cell.padEnd(wide[c]) : cell.padStart(wide[c]))).join('  ').trimEnd()).join('\n'));
