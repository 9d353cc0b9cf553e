// accounts.ts - accounts: the server's answers as types, and the calls that fetch them.
import { ask, call } from './ask';
import { Problem } from './problem';
import { enter, leave, lost, setUser, token, webHeaders } from './session';
import type { Account, SignedIn } from './session';
import { deviceName } from './trouble';
import { send } from './wire';

export interface Registration {
	mode: 'open' | 'invitation' | 'closed';
	first: boolean;
}

export interface Device {
	id: string;
	device: string;
	address: string | null;
	current: boolean;
	createdAt: string;
	usedAt: string;
}

export type Scope = 'read' | 'write' | 'scan';

export interface ProgramToken {
	id: string;
	name: string;
	hint: string;
	scopes: Scope[];
	createdAt: string;
	expiresAt: string;
	usedAt: string | null;
	token?: string; /* once, when it is made */
}

export interface Factor {
	on: boolean;
	recoveryCodesLeft: number;
}

/** Something that happened to an account. */
export interface Event {
	id: string;
	at: string;
	about: string;
	detail: string | null;
	userId: string | null;
	actorId: string | null;
	address: string | null;
}

// ---- in and out ----

const device = () => deviceName(navigator.userAgent);

async function signedIn(path: string, body: object): Promise<void> {
	const answer = await send('POST', path, { body: { ...body, device: device() }, headers: webHeaders() });

	enter((await answer.json()) as SignedIn);
}

export const getRegistration = async () => (await (await send('GET', 'auth/registration')).json()) as Registration;

export const signIn = (who: { email: string; password: string; code?: string }) => signedIn('auth/login', who);

export const register = (who: { email: string; username: string; password: string; invitation?: string }) => signedIn('auth/register', who);

/** Where it is signed out already, that is what was wanted. */
export async function signOut(all = false): Promise<void> {
	if (lost.value)
		return leave();
	try {
		await send('POST', 'auth/logout', { body: { all }, token: await token() });
	} catch (e) {
		if (!(e instanceof Problem) || e.status !== 401)
			throw e;
	}
	leave(all ? 'All your devices are signed out.' : undefined);
}

// ---- the account ----

async function changed(change: object): Promise<void> {
	setUser((await call<{ user: Account }>('PATCH', 'users/me', change)).user);
}

export const changeUsername = (username: string) => changed({ username });
export const changeEmail = (email: string, password: string) => changed({ email, password });
export const keepAccount = () => changed({ erasedAt: null });

export const changePassword = (oldPassword: string, newPassword: string) => ask('POST', 'auth/password', { oldPassword, newPassword });

export const eraseAccount = async (password: string) => (await call<{ user: Account }>('DELETE', 'users/me', { password })).user;

export const getExport = async () => (await ask('GET', 'users/me/export')).blob();

// ---- devices, tokens ----

export const getDevices = () => call<{ items: Device[] }>('GET', 'auth/sessions');
export const endDevice = (id: string) => ask('DELETE', `auth/sessions/${encodeURIComponent(id)}`);

export const getTokens = () => call<{ items: ProgramToken[] }>('GET', 'auth/tokens');
export const addToken = (name: string, scopes: string[], days: number) =>
	call<{ item: ProgramToken }>('POST', 'auth/tokens', { name, scopes, days });
export const endToken = (id: string) => ask('DELETE', `auth/tokens/${encodeURIComponent(id)}`);

// ---- the second factor ----

export const getFactor = () => call<Factor>('GET', 'auth/totp');
export const beginFactor = (password: string) => call<{ secret: string; uri: string }>('POST', 'auth/totp', { password });
export const confirmFactor = (code: string) => call<{ recoveryCodes: string[] }>('POST', 'auth/totp/confirm', { code });
export const removeFactor = (password: string, code: string) => ask('DELETE', 'auth/totp', { password, code });
export const newRecoveryCodes = (password: string, code: string) =>
	call<{ recoveryCodes: string[] }>('POST', 'auth/totp/recovery-codes', { password, code });

// ---- what happened ----

/** A page, the newest first; `next` is what to ask for after it, null at the end. */
export async function getEvents(from: string): Promise<{ items: Event[]; next: string | null }> {
	const answer = await ask('GET', from);
	const query = /<[^>?]*(\?[^>]*)>;\s*rel="?next"?/.exec(answer.headers.get('Link') ?? '')?.[1];

	return { items: ((await answer.json()) as { items: Event[] }).items, next: query ? from.replace(/\?.*/, '') + query : null };
}
