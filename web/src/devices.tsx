// devices.tsx - where one is signed in; each can be signed out.
import { endDevice, getDevices, signOut } from './accounts';
import type { Device } from './accounts';
import { Deed } from './deed';
import { Shown, useFetched } from './fetched';
import { say } from './notice';
import { wrong } from './trouble';
import { when } from './words';

function out(all: boolean): void {
	signOut(all).catch((e: unknown) => say(wrong(e)));
}

function Row({ of: d, onEnd }: { of: Device; onEnd(): void }) {
	return (
		<li class="found">
			<div class="book-words">
				<span class="title">{d.device}</span>
				<span class="sub">used {when(d.usedAt)}{d.address && ` · from ${d.address}`}</span>
				<span class="sub">signed in {when(d.createdAt)}</span>
				{d.current && <span class="badge">This device</span>}
			</div>
			<Deed label="Sign out" name={`Sign out ${d.device}`} sure="Sign it out" onDo={onEnd} />
		</li>
	);
}

export function Devices() {
	const all = useFetched(getDevices);
	const end = async (d: Device) => {
		if (d.current)
			out(false);
		else if (await all.doing(() => endDevice(d.id)))
			say(`${d.device} is signed out.`);
	};

	return (
		<>
			<p class="hint">A device you don’t know? Sign it out, and change your password.</p>
			<Shown of={all}>
				{({ items }) => (
					<>
						<ul class="rows">{items.map((d) => <Row key={d.id} of={d} onEnd={() => void end(d)} />)}</ul>
						<div class="actions"><Deed label="Sign out everywhere" sure="Sign all out, this one too" onDo={() => out(true)} /></div>
					</>
				)}
			</Shown>
		</>
	);
}
