#!/usr/bin/env node
// flood.mjs - what a flood of wrong logins does to everybody else: `make flood`, or tests/bench/flood.mjs [SECONDS] [A SECOND].
//
// 200 wrong logins a second for 60 seconds, from thousands of addresses of this machine, half for the account of somebody who is here, half for
// people who are not. Meanwhile /health and a page of a library are asked 50 times a second each, before and during; and the true
// user signs in every 5 seconds from where they have signed in before, trying again when told to, and once from elsewhere. The flood
// comes from a process of its own: what is measured is the server, not how busy the one that measures is.
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
let base;

function ask(method, path, { body, from, token } = {}) {
	const text = body && JSON.stringify(body), began = performance.now();
	return new Promise((resolve) => {
		const request = http.request(`${base}${path}`, { method, agent: from ? undefined : agent, localAddress: from, headers: {
			...(text ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
			...(token ? { authorization: `Bearer ${token}` } : {}) } }, (answer) => {
			let out = '';
			answer.on('data', (bytes) => { out += bytes; });
			answer.on('end', () => resolve({ status: answer.statusCode, ms: performance.now() - began, text: out, wait: Number(answer.headers['retry-after'] ?? 1) }));
		});
		request.on('error', () => resolve({ status: 0, ms: performance.now() - began }));
		request.end(text);
	});
}

// ---- the flood ----

async function flood(forMs) {
	const answers = {};
	const until = Date.now() + forMs, under = [];
	for (let i = 0, next = Date.now(); next < until; i++, next += 1000 / rate) {
		await pause(Math.max(0, next - Date.now()));
		const from = `127.${1 + i % 200}.${Math.floor(i / 200) % 250}.${1 + i % 250}`;
		const email = i % 2 ? ada.email : `nobody${i}@example.org`;
		under.push(ask('POST', '/auth/login', { from, body: { email, password: 'not the password at all' } })
			.then((a) => { answers[a.status] = (answers[a.status] ?? 0) + 1; }));
	}
	await Promise.all(under);
	return answers;
}

if (process.send) {
	process.once('message', async (url) => {
		base = url;
		process.send(await flood(seconds * 1000), () => process.exit(0));
	});
	await new Promise(() => {});
}

// ---- who measures ----

const dir = mkdtempSync(join(tmpdir(), 'bookshelf-flood-'));
const server = await start({ dataDir: dir, env: { BOOKSHELF_ENV: 'production', DATABASE_URL: `sqlite:${dir}/own.db`, BOOKSHELF_REGISTRATION: 'open',
	...Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('FLOOD_')).map(([name, v]) => [name.replace('FLOOD_', 'BOOKSHELF_'), v])) } });
base = server.url;
const made = JSON.parse((await ask('POST', '/auth/register', { body: { ...ada, username: 'ada' } })).text);
const token = made.accessToken;
await ask('POST', '/library/me/books/batch', { token, body: { items: Array.from({ length: 100 }, (_, i) => ({ title: `Book ${i}`, author: `Author ${i}` })) } });

const p = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))]?.toFixed(1);

// Each a second `asked` times, for so long; the milliseconds of every answer.
async function others(forMs) {
	const times = { health: [], library: [] }, until = Date.now() + forMs, under = [];
	for (let next = Date.now(); next < until; next += 1000 / asked) {
		await pause(Math.max(0, next - Date.now()));
		under.push(ask('GET', '/health').then((a) => times.health.push(a.ms)),
			ask('GET', '/library/me/books?limit=20', { token }).then((a) => times.library.push(a.ms)));
	}
	await Promise.all(under);
	return times;
}

const before = await others(Math.min(10, seconds) * 1000);

// As a person does: again when told to.
async function comeIn(from) {
	const began = Date.now();
	for (;;) {
		const a = await ask('POST', '/auth/login', { from, body: ada });
		if (a.status === 200 || Date.now() - began > 60000) return a.status === 200 ? (Date.now() - began) / 1000 : Infinity;
		await pause(a.wait * 1000);
	}
}
const came = [];

const apart = (url) => new Promise((resolve) => {
	const child = fork(process.argv[1], process.argv.slice(2));
	child.once('message', resolve);
	child.send(url);
});
async function owner(forMs) {
	for (const until = Date.now() + forMs - 5000; Date.now() < until; await pause(5000)) came.push(await comeIn());
}

const [answers, during, , elsewhere] = await Promise.all([apart(server.url), others(seconds * 1000), owner(seconds * 1000), pause(2000).then(() => comeIn('127.250.0.1'))]);
const line = (name, list) => console.log(`${name.padEnd(34)} p50 ${p(list, 0.5)} ms  p99 ${p(list, 0.99)} ms  (${list.length})`);
console.log(`${rate} wrong logins a second for ${seconds} s; answers: ${Object.entries(answers).map(([s, n]) => `${s}: ${n}`).join(', ')}`);
for (const what of ['health', 'library']) {
	line(`${what}, before`, before[what]);
	line(`${what}, during`, during[what]);
}
console.log(`the true user, from where they were before: ${came.length} times, at most ${Math.max(...came).toFixed(1)} s; from elsewhere: ${elsewhere.toFixed(1)} s`);
await server.stop();
rmSync(dir, { recursive: true, force: true });
process.exit(0);
