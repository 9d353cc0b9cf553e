// factor.tsx - a second factor: set up, its recovery codes, switched off.
import { useState } from 'preact/hooks';
import { beginFactor, confirmFactor, getFactor, newRecoveryCodes, removeFactor } from './accounts';
import type { Factor as State } from './accounts';
import { useArrival } from './arrive';
import { CopyButton, saveFile } from './copy';
import { Shown, useFetched } from './fetched';
import { CodeField, Field, Form, Whose } from './form';
import { say } from './notice';
import { QrCode } from './qr';
import { user } from './session';
import { plural } from './words';

interface Secret {
	secret: string;
	uri: string;
}

function Begin({ onBegun }: { onBegun(s: Secret): void }) {
	return (
		<Form action="Set it up" blame={{ invalid_login: 'password' }} onSend={async (w) => onBegun(await beginFactor(w.password!))}>
			<p>Whoever has your password alone does not get in any more: beside it, a code of an authenticator app on your phone is asked for.</p>
			<Whose email={user()!.email} />
			<Field name="password" label="Password" type="password" autocomplete="current-password" first />
		</Form>
	);
}

const inFours = (secret: string) => secret.replace(/.{4}(?=.)/g, '$& ');

function Confirm({ of: s, onCodes }: { of: Secret; onCodes(codes: string[]): void }) {
	const words = useArrival<HTMLParagraphElement>(); /* not the field: a phone's keyboard would hide the picture */

	return (
		<Form action="Switch it on" blame={{ invalid_login: 'code' }} onSend={async (w) => onCodes((await confirmFactor(w.code!.trim())).recoveryCodes)}>
			<p ref={words} tabIndex={-1}>Have your authenticator app read this, or type the secret into it.</p>
			<QrCode text={s.uri} label="QR code for your authenticator app" />
			<div class="secret">
				<code>{inFours(s.secret)}</code>
				<CopyButton text={s.secret} what="The secret is" />
			</div>
			<Field name="code" label="The code it shows now" autocomplete="one-time-code" inputMode="numeric" maxLength={10} />
		</Form>
	);
}

function Codes({ codes, onDone }: { codes: string[]; onDone(): void }) {
	const name = useArrival<HTMLHeadingElement>();
	const text = `${codes.join('\n')}\n`;

	return (
		<section class="once">
			<h3 ref={name} tabIndex={-1}>Recovery codes</h3>
			<p>When the phone is gone, each of these lets you in once, in place of its code. They are shown now and never again: keep them where you find them without the phone.</p>
			<ul class="codes">{codes.map((c) => <li><code>{c}</code></li>)}</ul>
			<div class="actions">
				<CopyButton text={text} what="The recovery codes are" />
				<button type="button" class="button" onClick={() => saveFile(new Blob([text], { type: 'text/plain' }), 'bookshelf-recovery-codes.txt')}>Save as a file</button>
				<button type="button" class="button main" onClick={onDone}>I have kept them</button>
			</div>
		</section>
	);
}

type Deed = 'new codes' | 'off';

function Proof({ deed, onCodes, onDone }: { deed: Deed; onCodes(codes: string[]): void; onDone(): void }) {
	const send = async (w: Record<string, string>) => {
		if (deed === 'new codes')
			return onCodes((await newRecoveryCodes(w.password!, w.code!.trim())).recoveryCodes);
		await removeFactor(w.password!, w.code!.trim());
		say('The second factor is switched off.');
		onDone();
	};

	return (
		<Form action={deed === 'off' ? 'Switch it off' : 'Make new codes'} danger={deed === 'off'} onSend={send}
			beside={<button type="button" class="button" onClick={onDone}>Cancel</button>}>
			<Whose email={user()!.email} />
			<Field name="password" label="Password" type="password" autocomplete="current-password" first />
			<CodeField />
		</Form>
	);
}

function On({ of: f, onCodes, onDone }: { of: State; onCodes(codes: string[]): void; onDone(): void }) {
	const [deed, setDeed] = useState<Deed | null>(null);

	if (deed)
		return <Proof deed={deed} onCodes={onCodes} onDone={() => { setDeed(null); onDone(); }} />;
	return (
		<>
			<p>Beside your password, a code of your authenticator app is asked for. {plural(f.recoveryCodesLeft, 'recovery code')} left.</p>
			<div class="actions">
				<button type="button" class="button" onClick={() => setDeed('new codes')}>New recovery codes</button>
				<button type="button" class="button" onClick={() => setDeed('off')}>Switch it off</button>
			</div>
		</>
	);
}

export function Factor() {
	const state = useFetched(getFactor);
	const [secret, setSecret] = useState<Secret | null>(null);
	const [codes, setCodes] = useState<string[] | null>(null);
	const done = () => {
		setSecret(null);
		setCodes(null);
		void state.load();
	};

	if (codes)
		return <Codes codes={codes} onDone={done} />;
	if (secret)
		return <Confirm of={secret} onCodes={setCodes} />;
	return <Shown of={state}>{(f) => (f.on ? <On of={f} onCodes={setCodes} onDone={done} /> : <Begin onBegun={setSecret} />)}</Shown>;
}
