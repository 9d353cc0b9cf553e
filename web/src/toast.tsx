// toast.tsx - shows the notice. An open dialog covers the page, so it shows the notice itself.
import { hush, notice } from './notice';

export function Toast() {
	const n = notice.value;

	return (
		<div class="toast-place" role="status" aria-live="polite">
			{n && (
				<div class="toast">
					<span>{n.text}</span>
					{n.undo && <button type="button" class="link" onClick={() => { n.undo!(); hush(); }}>Undo</button>}
				</div>
			)}
		</div>
	);
}
