// account.tsx - one's own account: what there is to see and change of it, a page each.
import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { changeEmail, changeUsername, signOut } from './accounts';
import { useArrival } from './arrive';
import { Devices } from './devices';
import { Factor } from './factor';
import { Field, Form } from './form';
import { History } from './history';
import { LeftIcon, RightIcon } from './icons';
import { Leaving } from './leaving';
import { say } from './notice';
import { Password } from './password';
import { showProfile } from './people';
import { asking, user } from './session';
import { Tokens } from './tokens';
import { wrong } from './trouble';

/** The profile shows both. */
async function named(change: Promise<void>, what: string): Promise<void> {
	await change;
	say(what);
	await showProfile();
}

function Names() {
	const me = user()!;

	return (
		<>
			<Form key={me.username} action="Change the user name" onSend={(w) => named(changeUsername(w.username!.trim()), 'Your user name is changed.')}>
				<Field name="username" label="User name" value={me.username} autocomplete="nickname" maxLength={80} hint="What others know you by." />
			</Form>
			<Form key={me.email} action="Change the address" blame={{ invalid_login: 'password' }}
				onSend={(w) => named(changeEmail(w.email!.trim(), w.password!), 'Your e-mail address is changed.')}>
				<Field name="email" label="E-mail" type="email" value={me.email} autocomplete="username" maxLength={254} hint="You sign in with it." />
				<Field name="password" label="Password" type="password" autocomplete="current-password" hint="So that nobody else changes it at your device." />
			</Form>
		</>
	);
}

interface Page {
	name: string;
	about: string;
	view: FunctionComponent;
}

const pages: readonly Page[] = [
	{ name: 'Name and e-mail', about: 'What you are called, and what you sign in with', view: Names },
	{ name: 'Password', about: 'Another one', view: Password },
	{ name: 'Devices', about: 'Where you are signed in', view: Devices },
	{ name: 'Second factor', about: 'A code beside the password', view: Factor },
	{ name: 'Tokens for programs', about: 'For scripts and apps of your own', view: Tokens },
	{ name: 'What happened', about: 'Signing in, passwords, tokens', view: History },
	{ name: 'Your data', about: 'Take it with you, or leave', view: Leaving },
];

/** Which page is open; -1: none. */
export const accountPage = signal(-1);

/** The one that was open last, to which the focus goes back. */
let cameFrom = -1;

export function closeAccount(): void {
	accountPage.value = cameFrom = -1;
}

export const accountTitle = () => pages[accountPage.value]?.name ?? '';

export function AccountHead() {
	const back = useArrival<HTMLButtonElement>();
	const leave = () => {
		cameFrom = accountPage.value;
		accountPage.value = -1;
	};

	return (
		<>
			<button type="button" class="icon" aria-label="Back" ref={back} onClick={leave}><LeftIcon /></button>
			<h2>{accountTitle()}</h2>
		</>
	);
}

export function AccountPage() {
	const View = pages[accountPage.value]!.view;

	return <View />;
}

function leaveHere(): void {
	signOut().catch((e: unknown) => say(wrong(e)));
}

function Row({ page, at }: { page: Page; at: number }) {
	const row = useArrival<HTMLButtonElement>(at === cameFrom);

	return (
		<li>
			<button type="button" class="book-open" ref={row} onClick={() => { accountPage.value = at; }}>
				<span class="book-words"><span class="title">{page.name}</span><span class="sub">{page.about}</span></span>
				<RightIcon />
			</button>
		</li>
	);
}

/** What the profile ends with. */
export function AccountMenu() {
	const me = user();

	if (!me)
		return (
			<section class="account" aria-labelledby="account-name">
				<h3 id="account-name">Account</h3>
				<p class="hint">This server runs for development: whoever reaches it is taken for who they say they are.</p>
				<div class="actions"><button type="button" class="button" onClick={() => { asking.value = true; }}>Sign in</button></div>
			</section>
		);
	return (
		<section class="account" aria-labelledby="account-name">
			<h3 id="account-name">Account</h3>
			<ul class="rows">{pages.map((p, i) => <Row key={p.name} page={p} at={i} />)}</ul>
			<div class="actions"><button type="button" class="button" onClick={leaveHere}>Sign out</button></div>
		</section>
	);
}
