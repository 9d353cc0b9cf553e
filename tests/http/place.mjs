// place.mjs - a database and the servers that share it, for tests of what several do at once: SQLite with one process,
// PostgreSQL with three.
//
//   for (const engine of engines) { if (engine.missing) …skip…; const place = await engine.open({ durable: true }); … }
//   place.servers            from server.mjs; place.ask(i, …) asks server i mod their number
//   await place.rows(sql)    what the database says, from outside: an array of arrays of text
//   await place.kill(i), place.restart(i), place.killDatabase(), place.startDatabase(), place.close()
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binary, patience, start } from './server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const runPostgres = join(root, 'tools', 'run-postgres');
const END = '--that was all--';

// A conversation with the database's own command-line tool: one question after the other.
class Session {
	constructor(command, args, end) {
		this.end = end;
		this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
		this.out = this.err = '';
		this.last = Promise.resolve();
		this.child.stdout.on('data', (bytes) => { this.out += bytes; this.check?.(); });
		this.child.stderr.on('data', (bytes) => { this.err += bytes; });
		this.child.on('close', () => { this.closed = true; this.check?.(); });
		this.child.stdin.on('error', () => {});
	}

	rows(sql) {
		this.last = this.last.catch(() => {}).then(() => this.#ask(sql));
		return this.last;
	}

	async #ask(sql) {
		this.out = this.err = '';
		this.child.stdin.write(`${sql};\n${this.end}\n`);
		await new Promise((resolve) => {
			this.check = () => (this.closed || this.out.includes(END)) && resolve();
			this.check();
		});
		const text = this.out.slice(0, this.out.indexOf(END));
		if (this.closed || this.err) throw new Error(`${sql}: ${this.err || 'the session ended'}`);
		return text.split('\n').filter(Boolean).map((line) => line.split('\t'));
	}

	close() {
		this.child.kill('SIGKILL');
	}
}

// What a test that was interrupted would leave running.
const clusters = new Set();
process.on('exit', () => {
	for (const dir of clusters) spawnSync(runPostgres, ['remove', dir], { stdio: 'ignore' });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

class Place {
	constructor(engine, options) {
		Object.assign(this, { engine, options, servers: [], home: mkdtempSync(join(tmpdir(), 'bookshelf-place-')) });
		this.agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
	}

	get processes() {
		return this.options.processes ?? this.engine.processes;
	}

	async open() {
		await this.startDatabase();
		this.migrate();
		this.servers = [];
		for (let i = 0; i < this.processes; i++) this.servers.push(await this.#server());
		return this;
	}

	#server() {
		return start({ dataDir: this.home, timeoutMs: 30000, env: { DATABASE_URL: this.url, BOOKSHELF_LOG_LEVEL: 'warn',
			BOOKSHELF_MAX_CONNECTIONS_PER_ADDRESS: '4096', ...this.options.env }, args: this.options.args });
	}

	// Where the schema is only changed when somebody says so.
	migrate() {
		if (this.engine.name === 'SQLite') return;
		execFileSync(binary, ['migrate', 'up', '--database-url', this.url, '--data-dir', this.home], { stdio: 'pipe' });
	}

	async startDatabase() {
		if (this.engine.name === 'SQLite') this.url = `sqlite:${join(this.home, 'library.db')}`;
		else clusters.add(this.databaseDir);
		if (this.engine.name !== 'SQLite') this.url = postgres([...(this.options.durable ? [] : ['--fast']), 'start', this.databaseDir]);
	}

	get databaseDir() {
		return this.options.databaseDir ?? `${this.home}-pg`;
	}

	// The server and all its processes, at one moment.
	async killDatabase() {
		const first = Number(readFileSync(join(this.databaseDir, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
		for (const pid of [first, ...childrenOf(first)]) process.kill(pid, 'SIGKILL');
		this.session?.close();
		this.session = null;
	}

	rows(sql) {
		this.session ??= this.engine.session(this);
		return this.session.rows(sql);
	}

	async one(sql) {
		return Number((await this.rows(sql))[0][0]);
	}

	async kill(i) {
		await this.servers[i].kill9({ keep: true });
	}

	async restart(i) {
		this.servers[i] = await this.#server();
	}

	// One request: { status, body } with the body read as JSON; status 0 and the reason when there was no answer.
	ask(i, method, path, { body, user, headers = {}, timeoutMs = 30000 } = {}) {
		const server = this.servers[i % this.servers.length];
		const text = body === undefined ? undefined : JSON.stringify(body);
		return new Promise((resolve) => {
			const request = http.request(server.url + path, {
				method, agent: this.agent, timeout: timeoutMs * patience,
				headers: { ...(user ? { 'X-Bookshelf-User-Email': user, 'X-Bookshelf-Username': user.split('@')[0] } : {}),
					...(text ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) } : {}), ...headers },
			}, (answer) => {
				let got = '';
				answer.setEncoding('utf8');
				answer.on('data', (piece) => { got += piece; });
				answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: read(got), text: got }));
				answer.on('error', (error) => resolve({ status: 0, reason: error.code }));
			});
			request.on('error', (error) => resolve({ status: 0, reason: error.code }));
			request.on('timeout', () => request.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })));
			request.end(text);
		});
	}

	async close() {
		this.agent.destroy();
		this.session?.close();
		const ends = await Promise.all(this.servers.map((server) => (server.ended() ? null : server.stop())));
		if (clusters.delete(this.databaseDir)) postgres(['remove', this.databaseDir]);
		rmSync(this.home, { recursive: true, force: true });
		return ends;
	}
}

function childrenOf(pid) {
	const parent = (each) => {
		try {
			return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${each}/stat`, 'utf8'))?.[1]);
		} catch {
			return 0;
		}
	};
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parent(name) === pid).map(Number);
}

function read(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

// Not inherited: the server it starts stays, and would keep our pipes open.
function postgres(args) {
	const done = spawnSync(runPostgres, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
	if (done.status !== 0) throw new Error(`run-postgres ${args.join(' ')}: ${done.stderr}`);
	return done.stdout.trim();
}

const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

function postgresMissing() {
	if (!existsSync(runPostgres)) return 'tools/run-postgres is not there';
	if (spawnSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin/initdb']).status) return 'PostgreSQL is not installed';
	return has('psql') ? null : 'psql is not installed';
}

export const sqlite = {
	name: 'SQLite',
	processes: 1,
	missing: has('sqlite3') ? null : 'the command sqlite3 is not installed',
	session: (place) => new Session('sqlite3', ['-readonly', '-separator', '\t', join(place.home, 'library.db')], `.print ${END}`),
	open: (options = {}) => new Place(sqlite, options).open(),
};

export const postgresql = {
	name: 'PostgreSQL',
	processes: 3,
	missing: postgresMissing(),
	session: (place) => new Session('psql', ['-XAtq', '-F', '\t', place.url], `\\echo ${END}`),
	open: (options = {}) => new Place(postgresql, options).open(),
};

export const engines = [sqlite, postgresql];
