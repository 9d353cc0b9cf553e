// main.tsx - starts the page.
import { render } from 'preact';
import { App } from './app';
import { load } from './library';

render(<App />, document.getElementById('app')!);
void load();
