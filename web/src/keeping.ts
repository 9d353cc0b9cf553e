// keeping.ts - what this browser can keep of a session: whether it takes the server's cookie, and the nonce of a refresh that is on its way.

const PROBE = '__Host-bookshelf-try';
const NONCE = 'bookshelf-refresh';

/** Browsers take a `__Host-` cookie over HTTPS only, some of them from this computer itself, too. */
function takesCookies(): boolean {
	try {
		document.cookie = `${PROBE}=1; Path=/; Secure; SameSite=Strict`;
		const taken = document.cookie.includes(`${PROBE}=1`);

		document.cookie = `${PROBE}=; Path=/; Secure; SameSite=Strict; Max-Age=0`;
		return taken;
	} catch {
		return false;
	}
}

let known: boolean | null = null;

/** Where not, the refresh token is in the page's memory, and a reload forgets it. */
export const keepsCookies = () => (known ??= takesCookies());

/** Not crypto.randomUUID, which plain HTTP is without. */
function random(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

let nonce: string | null = null;

/* Storage may be forbidden; then a lost answer can be asked for again until the page is left. */
function stored(what: (s: Storage) => string | null | void): string | null {
	try {
		return (keepsCookies() && what(localStorage)) || null;
	} catch {
		return null;
	}
}

/**
 * The nonce of the refresh whose answer has not come yet, else a new one. A refresh token is good for once; with the nonce it was
 * shown with it may be shown again. The page may be closed before the answer, and another tab shares the cookie: so it is stored. It is no
 * secret, being worth nothing without the cookie, which no script sees.
 */
export function refreshNonce(): string {
	nonce = stored((s) => s.getItem(NONCE)) ?? nonce ?? random();
	stored((s) => s.setItem(NONCE, nonce!));
	return nonce;
}

/** The answer has come. */
export function refreshAnswered(): void {
	nonce = null;
	stored((s) => s.removeItem(NONCE));
}

/** One tab at a time, where the browser knows locks; where it does not, the shared nonce gives both the same answer. */
export const inTurn = <T>(what: () => Promise<T>): Promise<T> =>
	(navigator.locks && keepsCookies() ? (navigator.locks.request(NONCE, what) as Promise<T>) : what());
