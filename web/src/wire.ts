// wire.ts - one request and its answer, by whoever's token it is given. Who asks is session.ts's matter.
import { noAnswer, problemOf } from './problem';

export interface Sent {
	body?: unknown;
	token?: string | null;
	headers?: Record<string, string>;
	signal?: AbortSignal;
}

export const bearer = (token: string | null | undefined): Record<string, string> => (token ? { Authorization: `Bearer ${token}` } : {});

export async function send(method: string, path: string, { body, token, headers, signal }: Sent = {}): Promise<Response> {
	let answer: Response;

	try {
		answer = await fetch(path, {
			method,
			signal,
			headers: { ...bearer(token), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
	} catch (e) {
		throw signal?.aborted ? e : noAnswer();
	}
	if (!answer.ok)
		throw problemOf(answer.status, await answer.text(), answer.headers.get('Retry-After'));
	return answer;
}
