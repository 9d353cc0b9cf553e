// history.tsx - what happened to the account; for who looks after the server, to all of them.
import { useState } from 'preact/hooks';
import { getEvents } from './accounts';
import type { Event } from './accounts';
import { Shown, useFetched } from './fetched';
import { say } from './notice';
import { user } from './session';
import { asSentence, wrong } from './trouble';
import { when } from './words';

const OWN = 'users/me/audit';
const ALL = 'audit';

function Row({ of: e }: { of: Event }) {
	const about = [when(e.at), e.address ? `from ${e.address}` : 'on the server itself'].join(' · ');
	const whose = e.userId === user()?.id ? '' : e.userId ? `account ${e.userId}` : 'of nobody known';

	return (
		<li class="found">
			<div class="book-words">
				<span class="title">{asSentence(e.detail ? `${e.about}: ${e.detail}` : e.about)}</span>
				<span class="sub">{about}</span>
				{whose && <span class="sub">{whose}</span>}
			</div>
		</li>
	);
}

function List({ from }: { from: string }) {
	const page = useFetched(() => getEvents(from));
	const more = async (shown: { items: Event[]; next: string | null }) => {
		try {
			const later = await getEvents(shown.next!);

			page.value.value = { items: [...shown.items, ...later.items], next: later.next };
		} catch (e) {
			say(wrong(e));
		}
	};

	return (
		<Shown of={page}>
			{(shown) => (
				<>
					{shown.items.length ? <ul class="rows">{shown.items.map((e) => <Row key={e.id} of={e} />)}</ul> : <p class="empty">Nothing yet.</p>}
					{shown.next && <button type="button" class="button" onClick={() => void more(shown)}>Show earlier ones</button>}
				</>
			)}
		</Shown>
	);
}

export function History() {
	const [from, setFrom] = useState(OWN);

	return (
		<>
			{user()?.role === 'admin' && (
				<div class="chips" role="group" aria-label="Whose">
					<button type="button" class="chip" aria-pressed={from === OWN} onClick={() => setFrom(OWN)}>Mine</button>
					<button type="button" class="chip" aria-pressed={from === ALL} onClick={() => setFrom(ALL)}>Everybody’s</button>
				</div>
			)}
			<List key={from} from={from} />
		</>
	);
}
