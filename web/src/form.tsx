// form.tsx - a form of the account: its fields with what is wrong told beside them, and one send at a time.
import { createContext } from 'preact';
import type { ComponentChildren } from 'preact';
import { useComputed, useSignal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';
import { troubleOf } from './trouble';
import type { Trouble } from './trouble';

const Wrong = createContext<ReadonlySignal<Trouble | null> | null>(null);

export type Words = Record<string, string>;

interface FormProps {
	/** On the button; while it is being done, with an ellipsis. */
	action: string;
	danger?: boolean;
	/** The field that a code of the server means where it names none. */
	blame?: Record<string, string>;
	children: ComponentChildren;
	beside?: ComponentChildren; /* more buttons */
	onSend(words: Words, form: HTMLFormElement): Promise<unknown>;
}

function wordsOf(form: HTMLFormElement): Words {
	return Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, String(value)]));
}

const namesOf = (form: HTMLFormElement) =>
	Array.from(form.elements).map((e) => (e as HTMLInputElement).name).filter(Boolean);

/** The field, or of several choices the first. */
function focusOn(form: HTMLFormElement, field: string | null): void {
	const at = Array.from(form.elements).find((e) => field && (e as HTMLInputElement).name === field);

	(at as HTMLInputElement | undefined)?.focus();
}

export function Form({ action, danger, blame, children, beside, onSend }: FormProps) {
	const trouble = useSignal<Trouble | null>(null);
	const busy = useSignal(false);
	const whole = useComputed(() => (trouble.value && !trouble.value.field ? trouble.value.text : ''));
	const send = async (e: Event) => {
		const form = e.currentTarget as HTMLFormElement;

		e.preventDefault();
		if (busy.value)
			return;
		busy.value = true;
		trouble.value = null;
		try {
			await onSend(wordsOf(form), form);
		} catch (problem) {
			trouble.value = troubleOf(problem, namesOf(form), blame);
			focusOn(form, trouble.value.field);
		} finally {
			busy.value = false;
		}
	};

	return (
		<Wrong.Provider value={trouble}>
			<form class="ask" onSubmit={(e) => void send(e)}>
				{children}
				<p class="why" role="alert">{whole}</p>
				<div class="actions">
					<button class={`button ${danger ? 'danger' : 'main'}`} aria-disabled={busy.value}>{busy.value ? `${action}…` : action}</button>
					{beside}
				</div>
			</form>
		</Wrong.Provider>
	);
}

interface FieldProps {
	name: string;
	label: string;
	autocomplete: string;
	type?: 'text' | 'email' | 'password';
	hint?: string;
	value?: string;
	optional?: boolean;
	first?: boolean; /* where the focus goes */
	inputMode?: 'numeric' | 'text';
	maxLength?: number;
	pattern?: string;
}

/** So that phones' keyboards change nothing of what is no prose. */
const plain = { autocapitalize: 'none', autocorrect: 'off', spellcheck: false } as const;

export function Field({ name, label, type = 'text', hint, value, optional, first, ...rest }: FieldProps) {
	const id = useId();
	const input = useRef<HTMLInputElement>(null);
	const [seen, setSeen] = useState(false);
	const trouble = useContext(Wrong)?.value;
	const why = trouble?.field === name ? trouble.text : '';
	const about = why ? `${id}why` : hint ? `${id}hint` : undefined;

	useEffect(() => {
		if (first)
			input.current!.focus();
	}, []);
	return (
		<div class="field">
			<label for={id}>{label}</label>
			<span class="typed">
				<input ref={input} id={id} name={name} type={seen ? 'text' : type} required={!optional} defaultValue={value}
					aria-invalid={why !== ''} aria-describedby={about} autofocus={first} {...plain} {...rest} />
				{type === 'password' && (
					<button type="button" class="link" aria-label={`${seen ? 'Hide' : 'Show'} ${label.toLowerCase()}`} onClick={() => setSeen(!seen)}>
						{seen ? 'Hide' : 'Show'}
					</button>
				)}
			</span>
			<span id={`${id}why`} class="why" role="alert">{why}</span>
			{hint && !why && <span id={`${id}hint`} class="hint">{hint}</span>}
		</div>
	);
}

/** Beside what is no Field. */
export function WhyNot({ name }: { name: string }) {
	const trouble = useContext(Wrong)?.value;

	return <span class="why" role="alert">{trouble?.field === name ? trouble.text : ''}</span>;
}

/** For password managers: whose password it is. */
export function Whose({ email }: { email: string }) {
	return <input class="hidden-input" type="email" name="email" value={email} autocomplete="username" readOnly tabIndex={-1} aria-hidden="true" />;
}

export const PASSWORD_HINT = 'At least 15 characters. A few words that only you would put together are good.';

interface CodeProps {
	first?: boolean;
	label?: string;
}

/** A code of the authenticator app, or a recovery code: another keyboard. */
export function CodeField({ first, label = 'Code of your authenticator app' }: CodeProps) {
	const [recovery, setRecovery] = useState(false);

	return (
		<>
			{recovery
				? <Field key="recovery" name="code" label="Recovery code" autocomplete="off" maxLength={40} first />
				: <Field key="code" name="code" label={label} autocomplete="one-time-code" inputMode="numeric" maxLength={40} first={first ?? false} />}
			<button type="button" class="link lone" onClick={() => setRecovery(!recovery)}>
				{recovery ? 'Use the app' : 'Use a recovery code'}
			</button>
		</>
	);
}
