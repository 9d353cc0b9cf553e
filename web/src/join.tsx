// join.tsx - making an account: the first of a server, whoever wants one, or whoever is invited.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { getRegistration, register } from './accounts';
import type { Registration } from './accounts';
import { Field, Form, PASSWORD_HINT } from './form';
import type { Words } from './form';

/** null: not asked yet. */
export const registration = signal<Registration | null>(null);

async function fetchRegistration(): Promise<void> {
	try {
		registration.value = await getRegistration();
	} catch {
		registration.value ??= { mode: 'closed', first: false }; // Signing in needs no more, and says what is wrong.
	}
}

/** Asked anew each time: somebody else may have come first meanwhile. */
export function useRegistration(): void {
	useEffect(() => {
		void fetchRegistration();
	}, []);
}

function send(w: Words): Promise<void> {
	const invitation = w.invitation?.trim();

	return register({ email: w.email!.trim(), username: w.username!.trim(), password: w.password!, ...(invitation ? { invitation } : {}) });
}

function AccountForm({ invited, onBack }: { invited: boolean; onBack?(): void }) {
	return (
		<Form action="Make the account" blame={{ forbidden: 'invitation' }} onSend={send}
			beside={onBack && <button type="button" class="button" onClick={onBack}>Back</button>}>
			{invited && <Field name="invitation" label="Invitation code" autocomplete="off" maxLength={200} first />}
			<Field name="email" label="E-mail" type="email" autocomplete="username" maxLength={254} first={!invited} hint="You sign in with it. Nothing is sent to it." />
			<Field name="username" label="User name" autocomplete="nickname" maxLength={80} hint="What others know you by." />
			<Field name="password" label="Password" type="password" autocomplete="new-password" hint={PASSWORD_HINT} />
		</Form>
	);
}

/** Nobody is here yet. */
export function Newcomer() {
	return (
		<>
			<h1>Welcome</h1>
			<p>Nobody has an account here yet. The first one is the administrator’s: it looks after the server, and sees nobody else’s library.</p>
			<AccountForm invited={false} />
		</>
	);
}

export function Invited({ onBack }: { onBack(): void }) {
	const invited = registration.value?.mode === 'invitation';

	return (
		<>
			<h1>Make an account</h1>
			{invited && <p>Accounts of this server are made by invitation. Whoever runs it has given you a code.</p>}
			<AccountForm invited={invited} onBack={onBack} />
		</>
	);
}
