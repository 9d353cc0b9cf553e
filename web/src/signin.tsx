// signin.tsx - signing in: as the whole page where there is nothing to see without, over the page where somebody was signed out.
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { signIn } from './accounts';
import { Dialog } from './dialog';
import { CodeField, Field, Form } from './form';
import type { Words } from './form';
import { Invited, Newcomer, registration, useRegistration } from './join';
import { keepsCookies } from './keeping';
import { Problem } from './problem';
import { asking, enter, lost, notNow, start, user } from './session';
import { wrong } from './trouble';

/** Making an account in place of signing in. */
const joining = signal(false);

/** What this browser cannot do for a session. */
export function Keeping() {
	if (keepsCookies())
		return null;
	return (
		<p class="hint">
			{window.isSecureContext
				? 'This browser keeps no cookies of this page: after a reload you have to sign in again.'
				: 'This address is without encryption: others on the network can read what you type, and after a reload you have to sign in again. https:// does better.'}
		</p>
	);
}

interface Credentials {
	email: string;
	password: string;
}

function Password({ email, onCode }: { email: string; onCode(c: Credentials): void }) {
	const send = async (w: Words) => {
		const who = { email: w.email!.trim(), password: w.password! };

		try {
			await signIn(who);
		} catch (e) {
			if (!(e instanceof Problem) || e.code !== 'second_factor_required')
				throw e;
			onCode(who);
		}
	};

	return (
		<Form action="Sign in" onSend={send}>
			<Field name="email" label="E-mail" type="email" value={email} autocomplete="username" maxLength={254} first={!email} />
			<Field name="password" label="Password" type="password" autocomplete="current-password" first={!!email} />
		</Form>
	);
}

function Code({ who, onBack }: { who: Credentials; onBack(): void }) {
	return (
		<Form action="Sign in" blame={{ invalid_login: 'code' }} onSend={(w) => signIn({ ...who, code: w.code!.trim() })}
			beside={<button type="button" class="button" onClick={onBack}>Back</button>}>
			<p>Your password is right. This account asks for a second factor.</p>
			<CodeField first />
		</Form>
	);
}

function SignInForm({ email = '' }: { email?: string }) {
	const [who, setWho] = useState<Credentials | null>(null);

	return who ? <Code who={who} onBack={() => setWho(null)} /> : <Password email={email} onCode={setWho} />;
}

/** The way to an account, as far as the server lets people in. */
function Join() {
	const r = registration.value;

	if (!r)
		return null;
	if (r.mode === 'closed')
		return <p class="hint">Accounts of this server are made by who runs it.</p>;
	return (
		<button type="button" class="link lone" onClick={() => { joining.value = true; }}>
			{r.mode === 'open' ? 'Make an account' : 'I have an invitation'}
		</button>
	);
}

function Either() {
	const r = registration.value;

	if (r?.first)
		return <Newcomer />;
	if (joining.value)
		return <Invited onBack={() => { joining.value = false; }} />;
	return (
		<>
			<h1>Sign in</h1>
			<SignInForm />
			<Join />
		</>
	);
}

/** In place of the library, where nobody is signed in. */
export function SignInView({ note }: { note?: string }) {
	useRegistration();
	return (
		<section class="card signin">
			{note && <p role="status">{note}</p>}
			{registration.value === null ? <p class="hint">One moment…</p> : <Either />}
			<Keeping />
		</section>
	);
}

export function Unreachable({ problem }: { problem: unknown }) {
	const silent = problem instanceof Problem && problem.status === 0;

	return (
		<section class="card signin" role="alert">
			<h1>{silent ? 'No answer' : 'Not now'}</h1>
			<p>{silent ? 'The server could not be reached. Is this device online?' : wrong(problem)}</p>
			<div class="actions"><button type="button" class="button main" onClick={() => void start()}>Try again</button></div>
		</section>
	);
}

// ---- over the page ----

function Other() {
	const other = lost.value?.other;

	if (!other)
		return <p>This device is signed out. What the page shows is still here: sign in, and go on where you were.</p>;
	return (
		<>
			<p>{other.user.username} has signed in in this browser since. Sign in again to go on where you were, or</p>
			<button type="button" class="button" onClick={() => enter(other)}>Go on as {other.user.username}</button>
		</>
	);
}

function Over() {
	const me = user();

	useRegistration();
	if (joining.value && !me)
		return <Invited onBack={() => { joining.value = false; }} />;
	return (
		<>
			{lost.value && <Other />}
			<SignInForm email={me?.email} />
			{!me && <Join />}
			<Keeping />
		</>
	);
}

export function SignInDialog() {
	const close = () => {
		joining.value = false;
		notNow();
	};

	return (
		<Dialog open={asking.value} label="Sign in" head={<h2>Sign in</h2>} onClose={() => { if (asking.value) close(); }}>
			<Over />
		</Dialog>
	);
}

/** In the header, where who was signed in is not. */
export function SignInButton() {
	return lost.value && <button type="button" class="button main" onClick={() => { asking.value = true; }}>Sign in</button>;
}
