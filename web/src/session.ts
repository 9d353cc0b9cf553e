// session.ts - who is signed in. The access token is in memory only; the refresh token is in a cookie that no script can read, or, where the
// browser keeps none, in memory too.
import { batch, signal } from '@preact/signals';
import { inTurn, keepsCookies, refreshAnswered, refreshNonce } from './keeping';
import { Problem, noAnswer } from './problem';
import { send } from './wire';

export interface Account {
	id: string;
	email: string;
	username: string;
	displayName: string | null;
	role: 'member' | 'admin';
	createdAt: string;
	erasedAt: string | null;
}

/** What a device gets when it signs in. */
export interface SignedIn {
	accessToken: string;
	expiresIn: number;
	refreshToken?: string;
	sessionId: string;
	user: Account;
}

export type Standing =
	| { is: 'starting' }
	| { is: 'unreachable'; problem: unknown }
	| { is: 'outside'; note?: string } /* nobody is signed in, and without that there is nothing to see */
	| { is: 'development' } /* nobody is signed in; the server believes whoever asks */
	| { is: 'in'; user: Account };

export const standing = signal<Standing>({ is: 'starting' });

/** Signed out while the page is in use: what it shows stays until the same person is back. `other` has signed in in this browser since. */
export const lost = signal<{ other: SignedIn | null } | null>(null);
/** Whether signing in is asked for over the page. */
export const asking = signal(false);

const EARLY_MS = 30_000; /* an access token is renewed before it is over on its way; one of a short life in its last third */
const PATIENCE_MS = 20_000;

let access: { token: string; untilMs: number; earlyMs: number } | null = null;
let kept: string | null = null; /* the refresh token, where there is no cookie for it */
let production = false;
let renewing: Promise<void> | null = null;
let waiting: { resolve(): void; reject(e: Problem): void }[] = [];
let fresh: () => void = () => {};

/** What the page does when it becomes somebody else's, or nobody's. */
export const onFresh = (what: () => void) => {
	fresh = what;
};

export const user = () => (standing.value.is === 'in' ? standing.value.user : null);

/** Whose page this is; empty: nobody's in particular. */
export const person = () => user()?.id ?? '';

export const webHeaders = (): Record<string, string> => (keepsCookies() ? { 'X-Bookshelf-Client': 'web' } : {});

// ---- in ----

function take(s: SignedIn): void {
	const lifeMs = s.expiresIn * 1000;

	access = { token: s.accessToken, untilMs: Date.now() + lifeMs, earlyMs: Math.min(EARLY_MS, lifeMs / 3) };
	kept = s.refreshToken ?? null;
	standing.value = { is: 'in', user: s.user };
}

function release(why: Problem | null): void {
	const all = waiting;

	waiting = [];
	for (const w of all) {
		if (why)
			w.reject(why);
		else
			w.resolve();
	}
}

/** Somebody has signed in: what waited for that goes on, unless it was somebody else's. */
export function enter(s: SignedIn): void {
	const same = s.user.id === person();

	batch(() => {
		take(s);
		lost.value = null;
		asking.value = false;
		if (!same)
			fresh();
	});
	release(same ? null : new Problem(401, 'signed_out', 'Somebody else has signed in.'));
}

/** The account as it is now. */
export const setUser = (u: Account) => {
	if (standing.value.is === 'in')
		standing.value = { is: 'in', user: u };
};

// ---- renewing ----

const gone = (e: unknown) => e instanceof Problem && (e.status === 400 || e.status === 401);

/** Other tabs wait for this one: not for ever. */
async function inTime<T>(what: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const stop = new AbortController();
	const timer = setTimeout(() => stop.abort(), PATIENCE_MS);

	try {
		return await what(stop.signal);
	} catch (e) {
		throw e instanceof Problem ? e : noAnswer();
	} finally {
		clearTimeout(timer);
	}
}

/** No answer: it may have been lost on its way back. */
const isLost = (e: unknown) => e instanceof Problem && e.status === 0;

async function exchange(): Promise<SignedIn> {
	const headers = { ...webHeaders(), 'Idempotency-Key': refreshNonce() };
	const body = kept ? { refreshToken: kept } : {};
	const once = () => inTime(async (signal) => (await (await send('POST', 'auth/refresh', { body, headers, signal })).json()) as SignedIn);
	let s: SignedIn;

	try {
		s = await once().catch((e: unknown) => (isLost(e) ? once() : Promise.reject(e)));
	} catch (e) {
		if (gone(e))
			refreshAnswered();
		throw e;
	}
	refreshAnswered();
	return s;
}

/** null: this device is not signed in. A server that does not answer is a Problem: it has not said that. */
async function refresh(): Promise<SignedIn | null> {
	if (!kept && !keepsCookies())
		return null;
	try {
		return await inTurn(exchange);
	} catch (e) {
		if (gone(e))
			return null;
		throw e;
	}
}

/** Until the person is back. */
function back(): Promise<void> {
	asking.value = true;
	return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
}

async function renewOnce(): Promise<void> {
	const s = await refresh();

	if (s && s.user.id === person())
		return take(s);
	access = kept = null;
	lost.value = { other: s };
}

/** In place of a token that is over: at most one renewal at a time. */
export async function renew(used: string | null): Promise<void> {
	if (!lost.value && (access?.token ?? null) === used) {
		renewing ??= renewOnce().finally(() => {
			renewing = null;
		});
		await renewing;
	}
	if (lost.value)
		await back();
}

const isGood = (early: boolean) => access !== null && access.untilMs - Date.now() > (early ? access.earlyMs : 0);

/** What a request is sent with; null where nobody is signed in and nobody needs to be. */
export async function token(): Promise<string | null> {
	if (standing.value.is !== 'in' && !lost.value)
		return null;
	if (isGood(true))
		return access!.token;
	try {
		await renew(access?.token ?? null);
	} catch (e) {
		if (!isGood(false))
			throw e;
	}
	return access?.token ?? null;
}

/** "Not now": what waits fails; the next request asks again. */
export function notNow(): void {
	asking.value = false;
	release(new Problem(401, 'signed_out', 'You are signed out. Sign in to go on.'));
}

// ---- start and end ----

async function mode(): Promise<boolean> {
	return ((await (await send('GET', 'health')).json()) as { mode: string }).mode === 'production';
}

export async function start(): Promise<void> {
	standing.value = { is: 'starting' };
	try {
		const [is, s] = await Promise.all([mode(), refresh()]);

		production = is;
		if (s)
			return enter(s);
		leave();
	} catch (problem) {
		standing.value = { is: 'unreachable', problem };
	}
}

/** This device is signed out: nothing of the person stays in the page. */
export function leave(note?: string): void {
	access = kept = null;
	batch(() => {
		lost.value = null;
		asking.value = false;
		standing.value = production ? { is: 'outside', note } : { is: 'development' };
		fresh();
	});
	release(new Problem(401, 'signed_out', 'You have signed out.'));
}
