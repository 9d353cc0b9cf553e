// raw.mjs - bytes to a socket and what comes back: for requests that no proper client would send.
import net from 'node:net';
import { patience } from './server.mjs';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A connection that collects what it gets. `text` is Latin-1, so that every byte shows.
export class Raw {
	static async open(port) {
		const raw = new Raw();
		raw.socket = net.connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: false });
		raw.text = '';
		raw.closed = new Promise((resolve) => raw.socket.on('close', () => {
			raw.ended = true;
			resolve();
		}));
		raw.socket.on('data', (bytes) => { raw.text += bytes.toString('latin1'); });
		raw.socket.on('error', (error) => { raw.error = error.code; });
		await new Promise((resolve, reject) => {
			raw.socket.once('connect', resolve);
			raw.socket.once('error', reject);
		});
		return raw;
	}

	send(bytes) {
		if (!this.socket.destroyed) this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
		return this;
	}

	// Wait until the condition holds, the server closes, or the time is over.
	async until(check, ms = 8000) {
		const began = Date.now();
		while (!this.ended && !check(this.text) && Date.now() - began < ms * patience) await sleep(5);
		return this;
	}

	// The whole answer that comes next, or what came until the connection ended.
	async answer(ms = 8000) {
		await this.until((text) => parse(text) !== null, ms);
		const found = parse(this.text) ?? { status: 0, headers: {}, body: '', bytes: this.text.length };
		this.text = this.text.slice(found.bytes);
		return found;
	}

	async end(ms = 8000) {
		await Promise.race([this.closed, sleep(ms * patience)]);
		return this;
	}

	close() {
		this.socket.destroy();
	}
}

// The first answer in the text, or null while it is not whole. 100 Continue is passed over.
export function parse(text, method = 'GET') {
	const at = text.indexOf('\r\n\r\n');
	if (at < 0) return null;
	const [first, ...lines] = text.slice(0, at).split('\r\n');
	const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? -1);
	const headers = Object.fromEntries(lines.map((line) => {
		const colon = line.indexOf(':');
		return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
	}));
	if (status === 100) {
		const next = parse(text.slice(at + 4), method);
		return next && { ...next, bytes: next.bytes + at + 4, continued: true };
	}
	const size = method === 'HEAD' || status === 204 ? 0 : Number(headers['content-length'] ?? 0);
	if (text.length < at + 4 + size) return null;
	return { status, headers, body: text.slice(at + 4, at + 4 + size), bytes: at + 4 + size };
}

// One request on a connection of its own.
export async function once(port, bytes, ms) {
	const raw = await Raw.open(port);
	const answer = await raw.send(bytes).answer(ms);
	await sleep(30); // a close comes right behind the answer
	const result = { ...answer, ended: !!raw.ended, error: raw.error };
	raw.close();
	return result;
}
