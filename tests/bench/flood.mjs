#!/usr/bin/env node
// flood.mjs - what a flood of wrong logins does to everybody else: `make flood`, or tests/bench/flood.mjs [SECONDS] [A SECOND].
//
// 200 wrong logins a second for 60 seconds, from thousands of addresses of this machine, half for the account of somebody who is here, half for
// people who are not. /health and a page of a library are asked 50 times a second each: before; beside the same flood of another server
// on this machine, which is what the machine itself does to everybody; and during the flood. Meanwhile the true user signs in every 5
// seconds from where they have signed in before, trying again when told to, once from elsewhere with a browser they had signed in with, and
// once from elsewhere with another. The flood, and whoever measures, are processes
// of their own: what is measured is the server, not how busy the one that measures is. FLOOD_X=… is the servers' setting BOOKSHELF_X.
import { fork } from 'node:child_process';
import http from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../http/server.mjs';

const seconds = Number(process.argv[2] ?? 60), rate = Number(process.argv[3] ?? 200), asked = 50;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const agent = new http.Agent({ keepAlive: true });
const ada = { email: 'ada@example.org', password: 'ada reads a book a week' };

function ask(url, method, path, { body, from, token, more } = {}) {
	const text = body && JSON.stringify(body), began = performance.now();
	return new Promise((resolve) => {
		const request = http.request(`${url}${path}`, { method, agent: from ? undefined : agent, localAddress: from, headers: {
			...(text ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
			...(token ? { authorization: `Bearer ${token}` } : {}), ...more } }, (answer) => {
			let out = '';
			answer.on('data', (bytes) => { out += bytes; });
			answer.on('end', () => resolve({ status: answer.statusCode, ms: performance.now() - began, text: out, cookies: answer.headers['set-cookie'] ?? [], wait: Number(answer.headers['retry-after'] ?? 1) }));
		});
		request.on('error', () => resolve({ status: 0, ms: performance.now() - began }));
		request.end(text);
	});
}

// Call each(i) so often a second, for so long, and wait for what it began.
async function steadily(aSecond, forMs, each) {
	const until = Date.now() + forMs, under = [];
	for (let i = 0, next = Date.now(); next < until; i++, next += 1000 / aSecond) {
		await pause(Math.max(0, next - Date.now()));
		under.push(each(i));
	}
	await Promise.all(under);
}

// ---- the processes ----

const roles = {
	async flood({ url, forMs }) {
		const answers = {};
		await steadily(rate, forMs, async (i) => {
			const from = `127.${1 + i % 200}.${Math.floor(i / 200) % 250}.${1 + i % 250}`;
			const email = i % 2 ? ada.email : `nobody${i}@example.org`;
			const { status } = await ask(url, 'POST', '/auth/login', { from, body: { email, password: 'not the password at all' } });
			answers[status] = (answers[status] ?? 0) + 1;
		});
		return answers;
	},
	// the milliseconds of every answer
	async others({ url, forMs, token }) {
		const times = { health: [], library: [] };
		await steadily(asked, forMs, async () => Promise.all([
			ask(url, 'GET', '/health').then((a) => times.health.push(a.ms)),
			ask(url, 'GET', '/library/me/books?limit=20', { token }).then((a) => times.library.push(a.ms))]));
		return times;
	},
};
if (process.send) {
	process.once('message', async ({ role, what }) => process.send(await roles[role](what), () => process.exit(0)));
	await new Promise(() => {});
}

const apart = (role, what) => new Promise((resolve) => {
	const child = fork(process.argv[1], process.argv.slice(2));
	child.once('message', resolve);
	child.send({ role, what });
});

// ---- the servers ----

const settings = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('FLOOD_')).map(([name, v]) => [name.replace('FLOOD_', 'BOOKSHELF_'), v]));

// With the account, and a hundred books.
async function serverWithAda() {
	const dir = mkdtempSync(join(tmpdir(), 'bookshelf-flood-'));
	const server = await start({ dataDir: dir, env: { BOOKSHELF_ENV: 'production', DATABASE_URL: `sqlite:${dir}/own.db`, BOOKSHELF_REGISTRATION: 'open', ...settings } });
	const { accessToken: token } = JSON.parse((await ask(server.url, 'POST', '/auth/register', { body: { ...ada, username: 'ada' } })).text);
	await ask(server.url, 'POST', '/library/me/books/batch', { token, body: { items: Array.from({ length: 100 }, (_, i) => ({ title: `Book ${i}`, author: `Author ${i}` })) } });
	return { url: server.url, token, end: async () => { await server.stop(); rmSync(dir, { recursive: true, force: true }); } };
}

// As a person does: again when told to.
async function comeIn(url, from, more) {
	const began = Date.now();
	for (;;) {
		const a = await ask(url, 'POST', '/auth/login', { from, body: ada, more });
		if (a.status === 200 || Date.now() - began > 60000) return a.status === 200 ? (Date.now() - began) / 1000 : Infinity;
		await pause(a.wait * 1000);
	}
}

async function owner(url, forMs) {
	const came = [];
	for (const until = Date.now() + forMs - 5000; Date.now() < until; await pause(5000)) came.push(await comeIn(url));
	return came;
}

// ---- the measurement ----

const one = await serverWithAda(), other = await serverWithAda(), forMs = seconds * 1000;
const measure = (ms) => apart('others', { ...one, forMs: ms });

const web = { 'x-bookshelf-client': 'web', origin: one.url };
const cookie = (await ask(one.url, 'POST', '/auth/login', { body: ada, more: web })).cookies.map((c) => c.split(';')[0]).find((c) => c.includes('-device='));
const before = await measure(Math.min(20000, forMs));
const [beside] = await Promise.all([measure(forMs), apart('flood', { url: other.url, forMs })]);
const [during, answers, came, browser, elsewhere] = await Promise.all([measure(forMs), apart('flood', { url: one.url, forMs }), owner(one.url, forMs),
	pause(seconds * 500).then(() => comeIn(one.url, '127.250.0.2', { ...web, cookie })), pause(2000).then(() => comeIn(one.url, '127.250.0.1'))]);

const p = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))]?.toFixed(1);
const line = (name, list) => console.log(`${name.padEnd(38)} p50 ${p(list, 0.5)} ms  p99 ${p(list, 0.99)} ms  (${list.length})`);
console.log(`${rate} wrong logins a second for ${seconds} s; answers: ${Object.entries(answers).map(([s, n]) => `${s}: ${n}`).join(', ')}`);
for (const what of ['health', 'library']) {
	line(`${what}, before`, before[what]);
	line(`${what}, beside another server's flood`, beside[what]);
	line(`${what}, during`, during[what]);
}
console.log(`the true user, from where they were before: ${came.length} times, at most ${Math.max(...came).toFixed(1)} s; from elsewhere, with a browser they had signed in with: ${browser.toFixed(1)} s; with another: ${elsewhere.toFixed(1)} s`);
await Promise.all([one.end(), other.end()]);
process.exit(0);
