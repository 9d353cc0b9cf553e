// ask.ts - requests in the name of whoever is signed in. One that finds its token over waits for the next one, or until somebody has
// signed in again, and goes on.
import { Problem } from './problem';
import { person, renew, token } from './session';
import { send } from './wire';

const isOver = (e: unknown) => e instanceof Problem && e.status === 401 && (e.code === 'invalid_token' || e.code === 'missing_identity');

const TIMES = 3;

/** Somebody else's page by now: what was asked for before is none of theirs. */
const left = () => new Problem(401, 'signed_out', 'You have signed out.');

/** Does it with a token that is good; null where none is needed. */
export async function identified<T>(once: (token: string | null) => Promise<T>): Promise<T> {
	const mine = person();

	for (let n = 1; ; n++) {
		const used = await token();

		if (mine !== person())
			throw left();
		try {
			const answer = await once(used);

			if (mine !== person())
				throw left();
			return answer;
		} catch (e) {
			if (!isOver(e) || n === TIMES)
				throw e;
			await renew(used);
		}
	}
}

export const ask = (method: string, path: string, body?: unknown, signal?: AbortSignal) =>
	identified((token) => send(method, path, { body, token, signal }));

export const call = <T>(method: string, path: string, body?: unknown, signal?: AbortSignal) =>
	identified(async (token) => (await (await send(method, path, { body, token, signal })).json()) as T);
