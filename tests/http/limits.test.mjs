// What the server does with input that no proper client sends, with clients that are slow, and when it is told to stop.
// Deadlines are shortened by settings. At the end a table says what each got.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from './suite.mjs';
import { once, parse, Raw, sleep } from './raw.mjs';
import { patience, start, until } from './server.mjs';

const HEAD = 'Host: x\r\n';
const table = [];
let s;

before(async () => {
	s = await start({
		env: {
			BOOKSHELF_HEAD_TIMEOUT_MS: '600', BOOKSHELF_IDLE_TIMEOUT_MS: '1500', BOOKSHELF_BODY_MIN_RATE: '2000',
			BOOKSHELF_MAX_BODY_KIB: '256',
		},
	});
});

after(async () => {
	const wide = Math.max(...table.map(([what]) => what.length));
	console.log(table.map(([what, got]) => `${what.padEnd(wide)}  ${got}`).join('\n'));
	assert.equal(s.ended(), null, 'the server is still there');
	assert.equal((await fetch(`${s.url}/health`)).status, 200);
	const end = await s.stop();
	assert.deepEqual([end.code, end.signal], [0, null]);
});

function note(what, answer) {
	const code = /"error":"(\w+)"/.exec(answer.body ?? '')?.[1] ?? '';
	const status = answer.status || 'no answer';
	table.push([what, `${status} ${code}${answer.ended ? ', closed' : ''}`.trim()]);
	return answer;
}

async function expects(what, bytes, statuses, { closes } = {}) {
	const answer = note(what, await once(s.port, bytes));
	assert.ok([statuses].flat().includes(answer.status), `${what}: ${answer.status}`);
	if (closes !== undefined) assert.equal(answer.ended, closes, `${what}: closed`);
	if (answer.status >= 400 && answer.headers['content-type'] === 'application/problem+json') {
		const problem = JSON.parse(answer.body);
		assert.equal(problem.status, answer.status);
		assert.ok(problem.error && problem.message && problem.title && problem.detail && problem.type === 'about:blank');
	}
	return answer;
}

test('malformed heads are refused and the connection ends', async () => {
	const bad = {
		'NUL in a header': 'GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n',
		'NUL in a header name': 'GET /health HTTP/1.1\r\nHost: x\r\nX\0A: b\r\n\r\n',
		'NUL in the last header': 'GET /health HTTP/1.1\r\nX-A: a\0bcdefgh\r\nHost: x\r\nX-B: c\0longer than that\r\n\r\n',
		'control character in a header': 'GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\x01b\r\n\r\n',
		'invalid UTF-8 in a header': 'GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\xff\xfe\r\n\r\n',
		'space before the colon': 'POST /library/me/books HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello',
		'header without a colon': 'GET /health HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n',
		'folded header': 'GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\r\n  b\r\n\r\n',
		'two Host lines': 'GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
		'no Host': 'GET /health HTTP/1.1\r\n\r\n',
		'two Content-Lengths': `POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}xxx`,
		'two equal Content-Lengths of 0': `GET /health HTTP/1.1\r\n${HEAD}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`,
		'Content-Length and chunked': `POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
		'Content-Length +5': `POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Length: +5\r\n\r\nhello`,
		'Content-Length -1': `POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Length: -1\r\n\r\n`,
		'Content-Length 5, 5': `POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Length: 5, 5\r\n\r\nhello`,
		'transfer coding gzip, chunked': `POST /library/me/books HTTP/1.1\r\n${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
		'malformed chunk': `POST /library/me/books HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`,
		'HTTP/0.9': 'GET /health\r\n',
		'garbage': '\x01\x02\x03\x04\r\n\r\n',
		'TLS hello to the plain port': Buffer.from('16030100c8010000c40303' + '5a'.repeat(190), 'hex'),
		'line feeds only': '\n\n\n\n',
	};
	for (const [what, bytes] of Object.entries(bad)) {
		// what has no line end at all is waited for until the head's time is over
		const answer = await expects(what, bytes, [400, 408, 0]);
		assert.ok(answer.ended || what === 'line feeds only' || answer.status === 0, `${what}: the connection must end`);
	}
	await expects('HTTP/2.0', `GET /health HTTP/2.0\r\n${HEAD}\r\n`, [400, 505], { closes: true });
	await expects('HTTP/1.0', 'GET /health HTTP/1.0\r\n\r\n', 200);
});

test('a Content-Length beyond 64 bits is refused', async () => {
	await expects('Content-Length of 30 digits', `POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Length: ${'9'.repeat(30)}\r\n\r\n`,
		[400, 413], { closes: true });
});

test('addresses that are not text are refused', async () => {
	const bad = ['/health%00', '/%ff%fe', '/caf\xe9', '/books/search?q=%ff', '/books/search?q=a%00b', 'health', '/a b', '/%c0%80'];
	for (const path of bad)
		await expects(`address ${JSON.stringify(path)}`, `GET ${path} HTTP/1.1\r\n${HEAD}\r\n`, 400);
	await expects('NUL in the address', `GET /health\0x HTTP/1.1\r\n${HEAD}\r\n`, 400, { closes: true });
	await expects('absolute address', `GET http://x/health HTTP/1.1\r\n${HEAD}\r\n`, 200);
	await expects('percent sign alone', `GET /100% HTTP/1.1\r\n${HEAD}\r\n`, 404);
});

test('heads that are too large are refused', async () => {
	await expects('1 MB header', `GET /health HTTP/1.1\r\n${HEAD}X-A: ${'a'.repeat(1 << 20)}\r\n\r\n`, 431, { closes: true });
	await expects('address of 100 kB', `GET /${'a'.repeat(100000)} HTTP/1.1\r\n${HEAD}\r\n`, 414, { closes: true });
	await expects('1000 headers', `GET /health HTTP/1.1\r\n${HEAD}${'X-A: b\r\n'.repeat(1000)}\r\n`, 431, { closes: true });
	await expects('head of 15 kB', `GET /health HTTP/1.1\r\n${HEAD}X-A: ${'a'.repeat(15000)}\r\n\r\n`, 200, { closes: false });
	await expects('head of 17 kB', `GET /health HTTP/1.1\r\n${HEAD}X-A: ${'a'.repeat(17000)}\r\n\r\n`, 431);
});

test('paths are exact; a wrong method is 405 and says which are right', async () => {
	await expects('trailing slash', `GET /health/ HTTP/1.1\r\n${HEAD}\r\n`, 404, { closes: false });
	await expects('double slash', `GET //health HTTP/1.1\r\n${HEAD}\r\n`, 404);
	const wrong = await expects('wrong method', `DELETE /library/me/books HTTP/1.1\r\n${HEAD}\r\n`, 405, { closes: false });
	assert.equal(wrong.headers.allow, 'GET, HEAD, OPTIONS, POST');
	for (const method of ['BREW', 'TRACE']) await expects(`method ${method}`, `${method} /health HTTP/1.1\r\n${HEAD}\r\n`, 405);
});

test('HEAD answers as GET without the body, on a connection that stays', async () => {
	const raw = await Raw.open(s.port);
	raw.send(`HEAD /health HTTP/1.1\r\n${HEAD}\r\n`);
	await raw.until((text) => parse(text, 'HEAD'));
	const head = parse(raw.text, 'HEAD');
	assert.equal(head.status, 200);
	assert.equal(raw.text.length, head.bytes);
	raw.text = '';
	const get = await raw.send(`GET /health HTTP/1.1\r\n${HEAD}\r\n`).answer();
	assert.equal(head.headers['content-length'], String(get.body.length));
	note('HEAD', head);
	raw.close();
});

test('OPTIONS says what an address takes; a preflight gets its headers back, sorted', async () => {
	const plain = await expects('OPTIONS', `OPTIONS /library/me/books HTTP/1.1\r\n${HEAD}\r\n`, 200, { closes: false });
	assert.equal(plain.headers.allow, 'GET, HEAD, OPTIONS, POST');
	assert.equal(plain.body, '');
	const preflight = await expects('preflight', `OPTIONS /library/me/books HTTP/1.1\r\n${HEAD}Origin: http://phone:8081\r\n` +
		'Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-b,content-type\r\n\r\n', 200);
	assert.equal(preflight.headers['access-control-allow-origin'], 'http://phone:8081');
	assert.equal(preflight.headers['access-control-allow-methods'], 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT');
	assert.equal(preflight.headers['access-control-allow-headers'], 'content-type, x-b');
	assert.match(preflight.headers.vary, /Origin/);
	await expects('OPTIONS of an unknown path', `OPTIONS /nothing HTTP/1.1\r\n${HEAD}\r\n`, 404);
});

test('every answer carries the headers that keep browsers careful, and a request id', async () => {
	for (const path of ['/health', '/nothing']) {
		const { headers } = await once(s.port, `GET ${path} HTTP/1.1\r\n${HEAD}\r\n`);
		assert.equal(headers['x-content-type-options'], 'nosniff');
		assert.equal(headers['cache-control'], 'no-store');
		assert.match(headers['x-request-id'], /^[0-9a-f-]{36}$/);
		assert.equal(headers['access-control-allow-origin'], '*');
		assert.ok(headers.date);
	}
	const own = await once(s.port, `GET /health HTTP/1.1\r\n${HEAD}X-Request-Id: my.id-1\r\n\r\n`);
	assert.equal(own.headers['x-request-id'], 'my.id-1');
	const bad = await once(s.port, `GET /health HTTP/1.1\r\n${HEAD}X-Request-Id: my id\r\n\r\n`);
	assert.notEqual(bad.headers['x-request-id'], 'my id');
	const trace = await once(s.port, `GET /health HTTP/1.1\r\n${HEAD}traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n`);
	assert.equal(trace.headers['x-request-id'], '4bf92f3577b34da6a3ce929d0e0e4736');
});

test('a page may load only what is its own', async () => {
	const page = await once(s.port, `GET / HTTP/1.1\r\n${HEAD}Accept: text/html\r\n\r\n`);
	assert.equal(page.status, 200);
	assert.match(page.headers['content-type'], /^text\/html/);
	assert.match(page.headers['content-security-policy'], /default-src 'self'.*object-src 'none'.*frame-ancestors 'none'/);
	const data = (await once(s.port, `GET / HTTP/1.1\r\n${HEAD}\r\n`)).headers['content-security-policy'].split('; ').sort();
	assert.deepEqual(data, ["base-uri 'none'", "default-src 'none'", "form-action 'none'", "frame-ancestors 'none'", "object-src 'none'", 'sandbox']);
});

test('a head has at most 100 lines, and what signs people in takes a short body', async () => {
	const lines = (n) => Array.from({ length: n }, (_, i) => `X-${i}: 1\r\n`).join('');
	await expects('99 header lines and Host', `GET /health HTTP/1.1\r\n${HEAD}${lines(99)}\r\n`, 200);
	await expects('101 header lines', `GET /health HTTP/1.1\r\n${HEAD}${lines(100)}\r\n`, 431);
	const login = (n) => `POST /auth/login HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: ${n}\r\n\r\n${'x'.repeat(n)}`;
	await expects('8 KiB to sign in', login(8 << 10), 400);
	await expects('more than 8 KiB to sign in', login((8 << 10) + 1), 413);
});

test('one log line tells of each request, and nothing sent can break the line', async () => {
	await once(s.port, `GET /a%0a%22b HTTP/1.1\r\n${HEAD}X-Request-Id: log-1\r\n\r\n`);
	const [line] = await until(() => {
		const found = s.events('request').filter((event) => event.request_id === 'log-1');
		return found.length && found;
	}, 'the log line');
	assert.deepEqual([line.method, line.path, line.status, line.client, line.level], ['GET', '/a\n"b', 404, '127.0.0.1', 'info']);
	await once(s.port, `GET /a%1b[31m%c2%9b31m%c2%a0%c3%a9%7f HTTP/1.1\r\n${HEAD}X-Request-Id: log-2\r\n\r\n`);
	const colour = await until(() => s.log().split('\n').find((text) => text.includes('"log-2"')), 'the second line');
	assert.ok(colour.includes('"path":"/a\\u001b[31m\\u009b31m\u00a0é\\u007f"'), `no terminal obeys it: ${colour}`);
	assert.ok(line.duration_ms >= 0 && line.duration_ms < 60_000 && line.bytes_in === 0 && line.bytes_out > 0 && line.time);
});

test('bodies that are too large are refused before they are read', async () => {
	const began = Date.now();
	const big = await Raw.open(s.port);
	big.send(`POST /scan/capture HTTP/1.1\r\n${HEAD}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${30 << 20}\r\n\r\n`);
	for (let i = 0; i < 30; i++) big.send(Buffer.alloc(1 << 20));
	const answer = note('30 MB body', { ...await big.answer(), ended: true });
	assert.equal(answer.status, 413);
	assert.equal(answer.headers.connection, 'close');
	assert.equal(big.error, undefined, 'the answer must not be lost to a reset');
	assert.ok(Date.now() - began < 3000 * patience);
	big.close();
	const expectant = await Raw.open(s.port);
	expectant.send(`POST /library/me/books HTTP/1.1\r\n${HEAD}Expect: 100-continue\r\nContent-Length: ${10 << 20}\r\n\r\n`);
	const refused = note('Expect: 100-continue, too large', await expectant.answer());
	assert.equal(refused.status, 413);
	assert.ok(!refused.continued);
	expectant.close();
});

test('Expect: 100-continue is invited when all is well', async () => {
	const raw = await Raw.open(s.port);
	raw.send(`POST /nothing/here HTTP/1.1\r\n${HEAD}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`);
	assert.equal((await raw.answer()).status, 404);
	raw.close();
	const good = await Raw.open(s.port);
	good.send(`POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 15\r\n\r\n`);
	await good.until((text) => text.includes('100 Continue'));
	const answer = note('Expect: 100-continue', await good.send('{"title":"Emma"}'.slice(0, 15)).answer());
	assert.ok(answer.continued && answer.status);
	good.close();
});

test('a chunked body is counted as it comes', async () => {
	const raw = await Raw.open(s.port);
	raw.send(`POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
	for (let i = 0; i < 40; i++) raw.send(`4000\r\n${'x'.repeat(0x4000)}\r\n`);
	const answer = note('chunked body of 640 kB, 256 allowed', await raw.send('0\r\n\r\n').answer());
	assert.equal(answer.status, 413);
	raw.close();
});

test('the bodies of all requests together have a limit', async () => {
	const small = await start({ env: { BOOKSHELF_MAX_HELD_MIB: '1' } });
	const post = (size) => fetch(`${small.url}/library/me/books`, {
		method: 'POST', body: `{"title":"Emma","x":"${'x'.repeat(size)}"}`, headers: { 'content-type': 'application/json' },
	});
	const busy = await post(2 << 20);
	assert.equal(busy.status, 503);
	assert.equal(busy.headers.get('retry-after'), '5');
	assert.equal((await busy.json()).error, 'busy');
	note('2 MB body, 1 MB for all bodies', { status: busy.status, body: '"error":"busy"' });
	assert.ok((await post(100)).ok, 'room again');
	await small.stop();
});

test('a refused small body keeps the connection', async () => {
	const raw = await Raw.open(s.port);
	const refused = await raw.send(`POST /nothing HTTP/1.1\r\n${HEAD}Content-Length: 5\r\n\r\nhello`).answer();
	assert.equal(refused.status, 404);
	assert.equal((await raw.send(`GET /health HTTP/1.1\r\n${HEAD}\r\n`).answer()).status, 200);
	raw.close();
});

test('malformed multipart is 400', async () => {
	const type = 'Content-Type: multipart/form-data; boundary=b\r\n';
	const part = '--b\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n';
	const bad = {
		'multipart without its end': `${part}data`,
		'multipart without a name': '--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n',
		'multipart of another boundary': part.replace('--b', '--c') + 'x\r\n--c--\r\n',
		'multipart of 17 parts': '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'.repeat(17) + '--b--\r\n',
		'multipart head without end': '--b\r\nContent-Disposition: form-data; name="a"\r\n',
		'multipart body empty': '',
	};
	for (const [what, body] of Object.entries(bad)) {
		const answer = await expects(what,
			`POST /detect/spines HTTP/1.1\r\n${HEAD}${type}Content-Length: ${body.length}\r\n\r\n${body}`, [400, 404]);
		if (answer.status === 400) assert.equal(JSON.parse(answer.body).error, 'invalid_multipart');
	}
});

test('pipelined requests are answered in order on one connection', async () => {
	const raw = await Raw.open(s.port);
	raw.send(`GET /health HTTP/1.1\r\n${HEAD}X-Request-Id: p-1\r\n\r\nGET /nothing HTTP/1.1\r\n${HEAD}X-Request-Id: p-2\r\n\r\n` +
		`GET /health HTTP/1.1\r\n${HEAD}X-Request-Id: p-3\r\n\r\n`);
	const got = [];
	for (let i = 0; i < 3; i++) got.push(await raw.answer());
	assert.deepEqual(got.map((a) => [a.status, a.headers['x-request-id']]), [[200, 'p-1'], [404, 'p-2'], [200, 'p-3']]);
	note('3 pipelined requests', { status: got.map((a) => a.status).join(' ') });
	raw.close();
});

test('connections are kept: 50 requests, errors among them, on one', async () => {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	const ports = new Set();
	for (let i = 0; i < 50; i++)
		await new Promise((resolve, reject) => {
			http.get(`${s.url}/${['health', 'nothing'][i % 2]}`, { agent }, (res) => {
				ports.add(res.socket.localPort);
				res.resume();
				res.on('end', resolve);
			}).on('error', reject);
		});
	agent.destroy();
	assert.equal(ports.size, 1);
	note('50 requests one after another', { status: `${ports.size} connection` });
});

test('slow heads and slow bodies are given up with 408, silence without a word', async () => {
	const slowHead = (async () => {
		const raw = await Raw.open(s.port);
		const began = Date.now();
		raw.send('GET /health HTTP/1.1\r\n');
		for (let i = 0; !raw.ended && i < 40; i++) {
			raw.send(`X-${i}: a\r\n`);
			await sleep(100);
		}
		const answer = note('head, a line each 100 ms', { ...await raw.answer(), ended: raw.ended });
		assert.equal(answer.status, 408);
		assert.equal(JSON.parse(answer.body).error, 'request_timeout');
		assert.match(answer.headers['content-security-policy'], /default-src 'none'.*base-uri 'none'.*sandbox/);
		assert.ok(Date.now() - began < 3000 * patience);
	})();
	const slowStart = (async () => {
		const raw = await Raw.open(s.port);
		for (let i = 0; !raw.ended && i < 40; i++) {
			raw.send('G');
			await sleep(100);
		}
		assert.equal(note('request line, a byte each 100 ms', { ...await raw.answer(), ended: raw.ended }).status, 408);
	})();
	const slowAgain = (async () => {
		const raw = await Raw.open(s.port);
		assert.equal((await raw.send(`GET /health HTTP/1.1\r\n${HEAD}\r\n`).answer()).status, 200);
		await sleep(300);
		for (let i = 0; !raw.ended && i < 60; i++) {
			raw.send('G');
			await sleep(100);
		}
		assert.equal(note('second request, a byte each 100 ms', { ...await raw.answer(), ended: raw.ended }).status, 408);
	})();
	const slowBody = (async () => {
		const raw = await Raw.open(s.port);
		raw.send(`POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n${' '.repeat(50000)}`);
		for (let i = 0; !raw.ended && i < 60; i++) {
			raw.send(' ');
			await sleep(100);
		}
		assert.equal(note('body, a byte each 100 ms', { ...await raw.answer(), ended: raw.ended }).status, 408);
	})();
	const silent = (async () => {
		const raw = await Raw.open(s.port);
		await raw.end(4000);
		note('connection that says nothing', { status: 0, ended: raw.ended });
		assert.ok(raw.ended && raw.text === '');
	})();
	const idle = (async () => {
		const raw = await Raw.open(s.port);
		assert.equal((await raw.send(`GET /health HTTP/1.1\r\n${HEAD}\r\n`).answer()).status, 200);
		const began = Date.now();
		await raw.end(5000);
		assert.ok(raw.ended && Date.now() - began > 1000 && raw.text === '');
		note('connection idle after a request', { status: 0, ended: raw.ended });
	})();
	const patient = (async () => {
		const raw = await Raw.open(s.port); // 20 kB/s is slow but fast enough
		raw.send(`POST /nothing HTTP/1.1\r\n${HEAD}Content-Length: 30000\r\n\r\n`);
		for (let i = 0; i < 15; i++) {
			raw.send(' '.repeat(2000));
			await sleep(100);
		}
		assert.equal(note('body at 20 kB/s', await raw.answer()).status, 404);
		raw.close();
	})();
	await Promise.all([slowHead, slowStart, slowAgain, slowBody, silent, idle, patient]);
});

test('300 silent connections do not hold up a request', async () => {
	const crowd = await Promise.all(Array.from({ length: 300 }, () => Raw.open(s.port)));
	const began = Date.now();
	assert.equal((await fetch(`${s.url}/health`)).status, 200);
	const ms = Date.now() - began;
	assert.ok(ms < 300 * patience, `${ms} ms`);
	note('request beside 300 silent connections', { status: `200 in ${ms} ms` });
	for (const raw of crowd) raw.close();
});

test('connections beyond the limit of one address are turned away', async () => {
	const small = await start({ env: { BOOKSHELF_MAX_CONNECTIONS_PER_ADDRESS: '5' } });
	const crowd = await Promise.all(Array.from({ length: 5 }, () => Raw.open(small.port)));
	for (const raw of crowd) assert.equal((await raw.send(`GET /health HTTP/1.1\r\n${HEAD}\r\n`).answer()).status, 200);
	const sixth = await once(small.port, `GET /health HTTP/1.1\r\n${HEAD}\r\n`, 2000);
	assert.equal(note('6th connection, 5 allowed', sixth).status, 0);
	crowd[0].close();
	await until(async () => (await once(small.port, `GET /health HTTP/1.1\r\n${HEAD}\r\n`, 500)).status === 200, 'room again');
	for (const raw of crowd) raw.close();
	await small.stop();
});

test('SIGTERM finishes the request that is being sent, refuses others, takes no new connection', async () => {
	const own = await start();
	const slow = await Raw.open(own.port);
	const open = await Raw.open(own.port);
	assert.equal((await open.send(`GET /health HTTP/1.1\r\n${HEAD}\r\n`).answer()).status, 200);
	const body = JSON.stringify({ title: 'Middlemarch', author: 'George Eliot' });
	slow.send(`POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`);
	await sleep(150);
	own.signal('SIGTERM');
	await sleep(150);
	const refused = note('request after the stop began', await open.send(`GET /health HTTP/1.1\r\n${HEAD}\r\n`).answer());
	assert.equal(refused.status, 503);
	assert.equal(refused.headers.connection, 'close');
	await assert.rejects(Raw.open(own.port), { code: 'ECONNREFUSED' });
	const answer = note('upload that SIGTERM came into', await slow.send(body.slice(5)).answer());
	assert.ok(answer.status >= 200 && answer.status < 300, String(answer.status));
	assert.equal(answer.headers.connection, 'close');
	assert.deepEqual(await own.exit, { code: 0, signal: null });
});

test('SIGTERM waits no longer than it is told to', async () => {
	const own = await start({ env: { BOOKSHELF_STOP_TIMEOUT_MS: '300' } });
	const slow = await Raw.open(own.port);
	slow.send(`POST /library/me/books HTTP/1.1\r\n${HEAD}Content-Length: 100\r\n\r\n`);
	await sleep(150);
	const { code, ms } = await own.stop();
	assert.equal(code, 0);
	assert.ok(ms < 3000 * patience, `${ms} ms`);
	note('stop beside an upload that never ends', { status: `ended in ${ms} ms` });
	slow.close();
});

test('an idle server stops at once', async () => {
	const own = await start();
	const open = await Raw.open(own.port);
	await open.send(`GET /health HTTP/1.1\r\n${HEAD}\r\n`).answer();
	const { code, ms } = await own.stop();
	assert.equal(code, 0);
	assert.ok(ms < 1000 * patience, `${ms} ms`);
});
