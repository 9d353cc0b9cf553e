// password.tsx - another password.
import { changePassword } from './accounts';
import { Field, Form, PASSWORD_HINT, Whose } from './form';
import { say } from './notice';
import { user } from './session';

export function Password() {
	return (
		<Form action="Change the password" blame={{ invalid_login: 'oldPassword' }}
			onSend={async (w, form) => {
				await changePassword(w.oldPassword!, w.newPassword!);
				form.reset();
				say('Your password is changed. All other devices are signed out.');
			}}>
			<Whose email={user()!.email} />
			<Field name="oldPassword" label="Password of now" type="password" autocomplete="current-password" first />
			<Field name="newPassword" label="New password" type="password" autocomplete="new-password" hint={PASSWORD_HINT} />
			<p class="hint">All other devices are signed out with it. Tokens for programs stay good.</p>
		</Form>
	);
}
