// leaving.tsx - one's data: taken along as a file, or erased with the account.
import { useState } from 'preact/hooks';
import { eraseAccount, getExport, keepAccount } from './accounts';
import { saveFile } from './copy';
import { Field, Form, Whose } from './form';
import { say } from './notice';
import { leave, standing, user } from './session';
import { wrong } from './trouble';
import { day } from './words';

async function download(): Promise<void> {
	try {
		saveFile(await getExport(), `bookshelf-${new Date().toISOString().slice(0, 10)}.json`);
	} catch (e) {
		say(wrong(e));
	}
}

function Download() {
	const [busy, setBusy] = useState(false);
	const go = async () => {
		setBusy(true);
		await download();
		setBusy(false);
	};

	return (
		<section class="part" aria-labelledby="download-name">
			<h3 id="download-name">Download</h3>
			<p>Everything this server knows of you, as one file: books, loans, friends, scans, devices, what happened. It can be imported again.</p>
			<div class="actions"><button type="button" class="button" disabled={busy} onClick={() => void go()}>{busy ? 'One moment…' : 'Download my data'}</button></div>
		</section>
	);
}

function Erase() {
	const send = async (w: Record<string, string>) => {
		const { erasedAt } = await eraseAccount(w.password!);

		leave(`Your account and everything in it is erased on ${day(erasedAt!)}. Until then, sign in and take it back if you like.`);
	};

	return (
		<details class="part">
			<summary>Delete the account</summary>
			<Form action="Delete my account" danger blame={{ invalid_login: 'password' }} onSend={send}>
				<p>All devices are signed out and all tokens are ended at once. After 14 days everything of yours is erased for good; until then you can sign in and take it back.</p>
				<Whose email={user()!.email} />
				<Field name="password" label="Password" type="password" autocomplete="current-password" />
			</Form>
		</details>
	);
}

async function keep(): Promise<void> {
	try {
		await keepAccount();
		say('Your account stays.');
	} catch (e) {
		say(wrong(e));
	}
}

/** Over the page of who has asked for it. */
export function ErasedNote() {
	const at = standing.value.is === 'in' ? standing.value.user.erasedAt : null;

	return at && (
		<section class="erased" role="status">
			<p>This account and everything in it is erased on {day(at)}.</p>
			<button type="button" class="button" onClick={() => void keep()}>Keep my account</button>
		</section>
	);
}

export function Leaving() {
	return (
		<>
			<Download />
			{user()!.erasedAt ? <ErasedNote /> : <Erase />}
		</>
	);
}
