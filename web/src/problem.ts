// problem.ts - what went wrong with a request, as the server or its silence tells it.

/** status 0: no answer came. */
export class Problem extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly retryAfterSeconds: number | null = null,
		/** The input that is to blame, by its name in what was sent. */
		readonly field: string | null = null,
	) {
		super(message);
	}
}

export const noAnswer = () => new Problem(0, 'no_answer', 'The server did not answer.');

interface Said {
	error?: unknown;
	message?: unknown;
	errors?: { pointer?: unknown }[];
}

function read(body: string): Said {
	try {
		return (JSON.parse(body) as Said | null) ?? {};
	} catch {
		return {}; // An answer of something between us and the server; its status says enough.
	}
}

/** Of "#/password" the password. */
function fieldOf(said: Said): string | null {
	const pointer = Array.isArray(said.errors) ? said.errors[0]?.pointer : null;

	return typeof pointer === 'string' ? pointer.replace(/^#\//, '') : null;
}

/** From the status, body and Retry-After of an answer that is no success. */
export function problemOf(status: number, body: string, retryAfter: string | null): Problem {
	const seconds = Number(retryAfter);
	const said = read(body);

	return new Problem(
		status,
		typeof said.error === 'string' ? said.error : `http_${status}`,
		typeof said.message === 'string' ? said.message : '',
		retryAfter && Number.isFinite(seconds) ? seconds : null,
		fieldOf(said),
	);
}
