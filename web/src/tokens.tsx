// tokens.tsx - tokens for programs: made, shown once, ended.
import { useState } from 'preact/hooks';
import { addToken, endToken, getTokens } from './accounts';
import type { ProgramToken, Scope } from './accounts';
import { useArrival } from './arrive';
import { CopyButton } from './copy';
import { Deed } from './deed';
import { Shown, useFetched } from './fetched';
import { Field, Form, WhyNot } from './form';
import type { Words } from './form';
import { say } from './notice';
import { Problem } from './problem';
import { day, when } from './words';

const scopes: readonly (readonly [Scope, string])[] = [
	['read', 'See the library'],
	['write', 'Change the library'],
	['scan', 'Have photos read'],
];

const lifetimes = [7, 30, 90, 365] as const;
const USUAL_DAYS = 90;

const may = (t: ProgramToken) => scopes.filter(([s]) => t.scopes.includes(s)).map(([, name]) => name.toLowerCase()).join(', ');

function Row({ of: t, onEnd }: { of: ProgramToken; onEnd(): void }) {
	const over = Date.parse(t.expiresAt) < Date.now();

	return (
		<li class="found">
			<div class="book-words">
				<span class="title">{t.name}</span>
				<span class="sub">{t.hint}… · may {may(t)}</span>
				<span class={over ? 'why' : 'sub'}>{over ? 'over since' : 'good until'} {day(t.expiresAt)}</span>
				<span class="sub">{t.usedAt ? `last used ${when(t.usedAt)}` : 'never used'}</span>
			</div>
			<Deed label="End" name={`End ${t.name}`} sure="End it" onDo={onEnd} />
		</li>
	);
}

function Made({ of: t, onDone }: { of: ProgramToken; onDone(): void }) {
	const name = useArrival<HTMLHeadingElement>();

	return (
		<section class="once">
			<h3 ref={name} tabIndex={-1}>{t.name}</h3>
			<p>This is the token. It is shown now and never again; whoever has it may {may(t)} until {day(t.expiresAt)}.</p>
			<div class="secret"><code>{t.token}</code></div>
			<div class="actions">
				<CopyButton text={t.token!} what="The token is" />
				<button type="button" class="button main" onClick={onDone}>I have kept it</button>
			</div>
			<p class="hint">A program sends it with each request: <code>Authorization: Bearer …</code></p>
		</section>
	);
}

function Make({ onMade }: { onMade(t: ProgramToken): void }) {
	const send = async (w: Words, form: HTMLFormElement) => {
		const chosen = new FormData(form).getAll('scopes').map(String);

		if (!chosen.length)
			throw new Problem(400, 'invalid_scopes', 'what may it do? Choose one at least.', null, 'scopes');
		onMade((await addToken(w.name!.trim(), chosen, Number(w.days))).item);
	};

	return (
		<details>
			<summary>Make a token</summary>
			<Form action="Make the token" onSend={send}>
				<Field name="name" label="What for?" autocomplete="off" maxLength={120} />
				<fieldset>
					<legend>It may</legend>
					{scopes.map(([scope, name]) => (
						<label class="choice"><input type="checkbox" name="scopes" value={scope} defaultChecked={scope === 'read'} /> {name}</label>
					))}
					<WhyNot name="scopes" />
				</fieldset>
				<label class="field">
					Good for
					<select name="days">{lifetimes.map((d) => <option value={d} selected={d === USUAL_DAYS}>{d} days</option>)}</select>
				</label>
			</Form>
		</details>
	);
}

export function Tokens() {
	const all = useFetched(getTokens);
	const [made, setMade] = useState<ProgramToken | null>(null);
	const end = async (t: ProgramToken) => {
		if (await all.doing(() => endToken(t.id)))
			say(`“${t.name}” is ended.`);
	};

	if (made)
		return <Made of={made} onDone={() => { setMade(null); void all.load(); }} />;
	return (
		<>
			<p class="hint">With a token a script or an app of your own gets at your library, without your password. It opens nothing of the account itself.</p>
			<Shown of={all}>{({ items }) => <ul class="rows">{items.map((t) => <Row key={t.id} of={t} onEnd={() => void end(t)} />)}</ul>}</Shown>
			<Make onMade={setMade} />
		</>
	);
}
