// profile.tsx - who the person is here, and what their library amounts to. A picture of theirs would be fetched from
// elsewhere, which this page never does: it is other clients' matter.
import { AccountHead, AccountMenu, AccountPage, accountPage, accountTitle, closeAccount } from './account';
import type { Profile, ProfileWords } from './api';
import { Dialog } from './dialog';
import { PersonIcon } from './icons';
import { allow, onlineSources, problem, profile, profileShown, saveProfile, showProfile } from './people';
import { listed, plural } from './words';

/** What the server shows beside who has chosen none. */
const PLAIN_BADGE = 'PATRON';

export function ProfileButton() {
	return <button type="button" class="icon me" aria-label="Your profile" onClick={() => void showProfile()}><PersonIcon /></button>;
}

function Figure({ n, of }: { n: number | string; of: string }) {
	return <div><dt>{of}</dt><dd>{n}</dd></div>;
}

function Figures({ of: m }: { of: Profile['metrics'] }) {
	return (
		<dl class="figures">
			<Figure n={m.booksInLibrary} of="books" />
			<Figure n={m.booksThisYear} of="added this year" />
			<Figure n={m.activeLoans} of="lent" />
			<Figure n={m.friends} of={plural(m.friends, 'friend').replace(/^\S+ /, '')} />
			<Figure n={m.averageRating?.toFixed(2) ?? '–'} of="stars on average" />
		</dl>
	);
}

const names = ['displayName', 'location', 'website', 'badge', 'bio'] as const;

/** All fields; an empty one clears what was there. */
function submit(e: Event): void {
	const form = new FormData(e.currentTarget as HTMLFormElement);
	const words: ProfileWords = {};

	e.preventDefault();
	for (const name of names)
		words[name] = String(form.get(name)).trim() || null;
	void saveProfile(words);
}

function Words({ of: p }: { of: Profile }) {
	return (
		<form class="ask" onSubmit={submit}>
			<label>Name<input name="displayName" maxLength={120} defaultValue={p.displayName === p.username ? '' : p.displayName} placeholder={p.username} autocomplete="name" /></label>
			<label>Place<input name="location" maxLength={120} defaultValue={p.location ?? ''} autocomplete="off" /></label>
			<label>Website<input name="website" maxLength={255} defaultValue={p.website ?? ''} inputMode="url" autocomplete="url" /></label>
			<label>Badge<input name="badge" maxLength={32} defaultValue={p.badge === PLAIN_BADGE ? '' : p.badge} placeholder={PLAIN_BADGE} autocomplete="off" /></label>
			<label>About you<textarea name="bio" rows={4} maxLength={2000} defaultValue={p.bio ?? ''} /></label>
			<button class="button main">Save</button>
		</form>
	);
}

function Asking({ of: p }: { of: Profile }) {
	const names = listed(onlineSources.value);

	if (!onlineSources.value.length)
		return null;
	return (
		<div class="keeping">
			<label class="switch">
				<input type="checkbox" role="switch" checked={p.onlineLookup} onChange={(e) => void allow(e.currentTarget.checked)} />
				<span>Ask {names}</span>
			</label>
			<p class="hint">
				{p.onlineLookup
					? `What you search for and is not found here is asked there: the words alone, without your name.`
					: `What you search for stays on this server.`}
			</p>
		</div>
	);
}

function Content() {
	const p = profile.value;

	if (problem.value)
		return <p class="why" role="alert">{problem.value} <button type="button" class="link" onClick={() => void showProfile()}>Try again</button></p>;
	if (!p)
		return <p class="hint">Fetching your profile…</p>;
	return (
		<>
			<p><span class="title">{p.displayName} <span class="badge">{p.badge}</span></span><span class="sub">{p.email}</span></p>
			<Figures of={p.metrics} />
			{p.favoriteBooks.length > 0 && <p class="hint">You like {p.favoriteBooks.map((b) => b.title).join(', ')}.</p>}
			<Asking of={p} />
			<Words key={p.displayName} of={p} />
		</>
	);
}

function close(): void {
	profileShown.value = false;
	closeAccount();
}

export function ProfileSheet() {
	const page = accountPage.value;

	return (
		<Dialog open={profileShown.value} label={accountTitle() || 'Your profile'} head={page < 0 ? <h2>You</h2> : <AccountHead />} page={page} onClose={close}>
			{page < 0 ? <><Content /><AccountMenu /></> : <AccountPage />}
		</Dialog>
	);
}
