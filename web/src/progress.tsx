// progress.tsx - a photo on its way: how much has been sent, how long it has been read, what went wrong.
import { useEffect, useState } from 'preact/hooks';
import { CaptureButtons } from './capture';
import { back, retry } from './scan';
import type { Photo, Stage } from './scan';
import { adviceFor, megabytes } from './words';

function Preview({ photo }: { photo: Photo }) {
	return photo.picture
		? <img class="preview" src={photo.url} alt="Your photo" />
		: <p class="preview blank">{photo.name}</p>;
}

function Elapsed({ since }: { since: number }) {
	const [now, setNow] = useState(Date.now());

	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), 500);

		return () => clearInterval(timer);
	}, []);
	return <span class="elapsed" aria-hidden="true">{Math.max(0, Math.floor((now - since) / 1000))} s</span>;
}

export function Progress({ stage }: { stage: Extract<Stage, { is: 'sending' | 'reading' }> }) {
	const { photo } = stage;
	const sent = stage.is === 'sending' ? stage.sent : 1;

	return (
		<section class="card progress" aria-busy="true">
			<Preview photo={photo} />
			<div class="progress-words">
				<p role="status">
					{stage.is === 'sending' ? `Sending the photo (${megabytes(photo.file?.size ?? 0)})…` : 'Reading the shelf…'}
				</p>
				{stage.is === 'reading' ? <Elapsed since={stage.since} /> : <span class="elapsed">{Math.round(sent * 100)} %</span>}
			</div>
			{stage.is === 'sending'
				? <progress aria-label="Sending" max={1} value={sent} />
				: <div class="endless" role="progressbar" aria-label="Reading the shelf"><i /></div>}
			<p class="hint">A full shelf takes a few seconds; a large photo of a whole bookcase up to half a minute.</p>
			<button type="button" class="button" onClick={back}>Cancel</button>
		</section>
	);
}

export function Failed({ stage }: { stage: Extract<Stage, { is: 'failed' }> }) {
	const advice = adviceFor(stage.problem, stage.photo.file?.size ?? 0);

	return (
		<section class="card failed">
			<div role="alert">
				<h2>{advice.what}</h2>
				<p>{advice.then}</p>
			</div>
			<Preview photo={stage.photo} />
			<div class="actions">
				{advice.retry && <button type="button" class="button main" onClick={retry}>Try again</button>}
				<button type="button" class="button" onClick={back}>{advice.retry ? 'Give up this photo' : 'Back'}</button>
			</div>
			{!advice.retry && <CaptureButtons />}
		</section>
	);
}
