// main.tsx - starts the page.
import { render } from 'preact';
import { App } from './app';
import { startAfresh } from './afresh';
import { onFresh, start } from './session';

onFresh(startAfresh);
render(<App />, document.getElementById('app')!);
void start();
