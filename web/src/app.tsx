// app.tsx - the whole page: header, the photo's part by its stage, the library.
import { shown as album } from './album';
import { Library, adding } from './books';
import { CaptureButtons, DropTarget } from './capture';
import { LendSheet } from './lend';
import { LentSheet } from './lent';
import { ErasedNote } from './leaving';
import { away } from './people';
import { ShelfPhoto } from './photo';
import { PhotosSheet } from './photos';
import { ProfileButton, ProfileSheet } from './profile';
import { Failed, Progress } from './progress';
import { opened, scanSample, stage } from './scan';
import { asking, standing } from './session';
import { SpineSheet } from './sheet';
import { SignInButton, SignInDialog, SignInView, Unreachable } from './signin';
import { SpineList } from './spines';
import { Toast } from './toast';

function Logo() {
	return (
		<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
			<rect class="ground" width="32" height="32" rx="7" />
			<rect class="light" x="7" y="8" width="4.5" height="16" rx="1" />
			<rect class="gold" x="13" y="6" width="4.5" height="18" rx="1" />
			<rect class="light" x="19.6" y="8.2" width="4.5" height="16" rx="1" transform="rotate(-12 22 16)" />
		</svg>
	);
}

function Welcome() {
	return (
		<section class="welcome">
			<div class="welcome-words">
				<h1>Photograph a shelf.<br />Get its books.</h1>
				<p>Every spine in the photo is found and read. You look over what was recognised, and the books are in your library.</p>
				<CaptureButtons />
				<p class="hint by-file">You can also drop a photo anywhere on this page, or paste one.</p>
			</div>
			<button type="button" class="sample" tabIndex={-1} aria-hidden="true" onClick={() => void scanSample()}>
				<img src="./sample-shelf.jpg" alt="" loading="lazy" />
			</button>
		</section>
	);
}

function Photographed() {
	const now = stage.value;

	switch (now.is) {
	case 'idle': return <Welcome />;
	case 'sending':
	case 'reading': return <Progress stage={now} />;
	case 'failed': return <Failed stage={now} />;
	case 'done':
		return (
			<section class="result" aria-label="What is on the shelf">
				<ShelfPhoto key={now.photo.url} photo={now.photo} width={now.scan.frameWidth} height={now.scan.frameHeight} />
				<SpineList />
			</section>
		);
	}
}

function Page() {
	return (
		<>
			<main>
				<ErasedNote />
				<Photographed />
				<Library />
			</main>
			<SpineSheet />
			<PhotosSheet />
			<LentSheet />
			<LendSheet />
			<ProfileSheet />
			<SignInDialog />
			<DropTarget />
		</>
	);
}

function Standing() {
	const now = standing.value;

	switch (now.is) {
	case 'starting': return <main aria-busy="true" />;
	case 'unreachable': return <main><Unreachable problem={now.problem} /></main>;
	case 'outside': return <main><SignInView note={now.note} /></main>;
	case 'development':
	case 'in': return <Page />;
	}
}

/** No dialog is open: one shows notices itself. */
const bare = () => opened.value < 0 && !adding.value && !album.value && away.value && !asking.value;

export function App() {
	const inside = standing.value.is === 'in' || standing.value.is === 'development';

	return (
		<>
			<header>
				<span class="name"><Logo /><span>Bookshelf</span></span>
				{inside && stage.value.is === 'done' && <CaptureButtons />}
				{inside && <span class="who"><SignInButton /><ProfileButton /></span>}
			</header>
			<Standing />
			{bare() && <Toast />}
		</>
	);
}
