// upload.ts - a large body on its way: XMLHttpRequest, because fetch does not tell how much has gone out.
import { identified } from './ask';
import { Problem, noAnswer, problemOf } from './problem';
import { bearer } from './wire';

export interface Sending<T> {
	answer: Promise<T>;
	cancel(): void;
}

const cancelled = () => new Problem(0, 'cancelled', 'Cancelled.');

function read<T>(xhr: XMLHttpRequest): T {
	if (xhr.status < 200 || xhr.status > 299)
		throw problemOf(xhr.status, xhr.responseText, xhr.getResponseHeader('Retry-After'));
	try {
		return JSON.parse(xhr.responseText) as T;
	} catch {
		throw noAnswer();
	}
}

function once<T>(xhr: XMLHttpRequest, method: string, path: string, form: FormData, token: string | null): Promise<T> {
	return new Promise<T>((resolve, reject) => {
		xhr.onerror = () => reject(noAnswer());
		xhr.onabort = () => reject(cancelled());
		xhr.onload = () => {
			try {
				resolve(read<T>(xhr));
			} catch (e) {
				reject(e);
			}
		};
		xhr.open(method, path);
		for (const [name, value] of Object.entries(bearer(token)))
			xhr.setRequestHeader(name, value);
		xhr.send(form);
	});
}

/** `sent` is told 0–1, at last 1. */
export function upload<T>(method: 'POST' | 'PUT', path: string, form: FormData, sent: (part: number) => void = () => {}): Sending<T> {
	let over = false;
	let running: XMLHttpRequest | null = null;
	const answer = identified<T>((token) => {
		if (over)
			throw cancelled();
		running = new XMLHttpRequest();
		running.upload.onprogress = (e) => e.lengthComputable && sent(e.loaded / e.total);
		running.upload.onload = () => sent(1);
		return once<T>(running, method, path, form, token);
	});

	return {
		answer,
		cancel: () => {
			over = true;
			running?.abort();
		},
	};
}
