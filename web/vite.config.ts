// vite.config.ts - how the page is built: a handful of files in dist/, fit for a strict Content-Security-Policy.
import { defineConfig } from 'vite';

// `npm run dev` shows the sources with the API of a program that runs beside it.
const api = process.env.BOOKSHELF_URL ?? 'http://127.0.0.1:5001';

export default defineConfig({
	base: './',
	esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
	build: {
		target: ['es2021', 'safari15'],
		assetsInlineLimit: 0,
		cssCodeSplit: false,
		modulePreload: false,
		reportCompressedSize: false,
	},
	server: { proxy: Object.fromEntries(['/health', '/auth', '/users', '/audit', '/scan', '/books', '/covers', '/library'].map((path) => [path, api])) },
});
