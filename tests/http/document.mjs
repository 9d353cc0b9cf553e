// document.mjs - the API's own document (OpenAPI 3.1), and whether a request and its answer are as it says.
//
// Objects of answers hold what the document says and nothing else; requests that were taken (2xx) are held against it, too,
// but for bodies marked beyond(…): what is understood though the document doesn't promise it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binary } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const installed = 'tests/http/node_modules/.package-lock.json';
if (!existsSync(join(here, '../..', installed)))
	execFileSync('flock', [join(here, 'package.json'), 'make', '-C', join(here, '../..'), installed]);
const { default: Ajv } = await import('ajv/dist/2020.js');
const { default: addFormats } = await import('ajv-formats');

export const document = JSON.parse(execFileSync(binary, ['routes', '--openapi'], { maxBuffer: 1 << 26 }));

class Beyond {
	constructor(body) {
		this.body = body;
	}
}
/** A body that the document doesn't promise to take. */
export const beyond = (body) => new Beyond(body);
export const isBeyond = (body) => body instanceof Beyond;

// ---- schemas ----

/** The same document, whose objects hold nothing but what they name. */
function closed(node) {
	if (Array.isArray(node)) return node.map(closed);
	if (node === null || typeof node !== 'object') return node;
	const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
	return node.type === 'object' && node.properties ? { ...copy, additionalProperties: false } : copy;
}

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema({ ...document, $id: 'taken:/' });
ajv.addSchema({ ...closed(document), $id: 'given:/' });

const pointer = (...parts) => parts.map((p) => encodeURIComponent(p.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');

function expectValid(root, parts, value, what) {
	const validate = ajv.getSchema(`${root}:/#/${pointer(...parts)}`);

	assert.ok(validate, `the document has ${parts.join(' ')}`);
	if (!validate(value))
		assert.fail(`${what} is not as the document says: ${ajv.errorsText(validate.errors.slice(0, 5), { dataVar: '' })} ${
			JSON.stringify(validate.errors[0].params)}\n${JSON.stringify(value).slice(0, 1000)}`);
}

// ---- which operation ----

const templates = Object.keys(document.paths).map((template) => ({
	template,
	names: template.split('{').length - 1,
	pattern: new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]*\}/g, '[^/]+')}$`),
})).sort((a, b) => a.names - b.names);

const templateOf = (path) => templates.find((t) => t.pattern.test(path))?.template;

/** A response, and the way to it where it is said once for all routes. */
function responseOf(template, verb, status) {
	const found = document.paths[template][verb].responses[status];

	if (!found?.$ref) return { response: found, at: ['paths', template, verb, 'responses', String(status)] };
	const at = found.$ref.slice(2).split('/');
	return { response: at.reduce((node, key) => node[key], document), at };
}

// ---- an exchange ----

// Those that mean something to a client of the API; the others belong to HTTP itself.
const telling = ['etag', 'link', 'location', 'retry-after', 'content-disposition', 'www-authenticate', 'x-request-id'];

function checkHeaders(response, headers, what) {
	const said = Object.keys(response.headers ?? {}).map((name) => name.toLowerCase());

	for (const [name, header] of Object.entries(response.headers ?? {}))
		if (header.required) assert.ok(headers.get(name), `${what} has the header ${name} that the document promises`);
	for (const name of telling)
		if (headers.get(name)) assert.ok(said.includes(name), `${what} has the header ${name}, which the document doesn't name`);
}

function checkAnswer({ template, verb, what, headed }, { status, headers, text, value }) {
	const { response, at } = responseOf(template, verb, status);
	const said = headers.get('content-type') ?? '';
	const type = said in (response?.content ?? {}) ? said : said.split(';')[0];

	assert.ok(response, `${what}: the document doesn't say that it may answer ${status}: ${text.slice(0, 500)}`);
	checkHeaders(response, headers, `${what} (${status})`);
	if (headed) return;
	if (!response.content) return assert.equal(text, '', `${what} (${status}) has no body in the document`);
	assert.ok(response.content[type], `${what} (${status}) is ${type}, which the document doesn't name`);
	if (response.content[type].schema) expectValid('given', [...at, 'content', type, 'schema'], value, `${what} (${status})`);
}

/** A text of the query as the type of its parameter. */
function typed(schema, text) {
	return schema.type === 'integer' || schema.type === 'number' ? Number(text)
		: schema.type === 'boolean' ? ['1', 'true', 'yes'].includes(text) : text;
}

function checkQuery({ template, verb, what }, query) {
	const parameters = document.paths[template][verb].parameters;

	for (const [name, text] of query) {
		const i = parameters.findIndex((p) => p.in === 'query' && p.name === name);

		assert.ok(i >= 0, `${what} takes ${name} in its query, which the document doesn't name`);
		expectValid('taken', ['paths', template, verb, 'parameters', String(i), 'schema'], typed(parameters[i].schema, text),
			`${name} of ${what}`);
	}
}

function checkBody({ template, verb, what }, body, type) {
	const media = document.paths[template][verb].requestBody?.content;

	if (body === undefined) return;
	assert.ok(media, `${what} takes a body, which the document doesn't say`);
	if (body instanceof FormData) {
		for (const name of body.keys())
			assert.ok(name in (media['multipart/form-data']?.schema.properties ?? {}), `${what} takes ${name} in its form`);
	} else if (type.includes('json') && media['application/json']) {
		expectValid('taken', ['paths', template, verb, 'requestBody', 'content', 'application/json', 'schema'],
			typeof body === 'string' ? JSON.parse(body) : body, `the body of ${what}`);
	} else {
		assert.ok(media[type.split(';')[0]], `${what} takes ${type}, which the document doesn't name`);
	}
}

/**
 * The whole of it: `sent` is { method, target, body, type }, `got` is { status, headers, text, value }, value being the JSON
 * that text is.
 */
export function checkExchange(sent, got) {
	const url = new URL(sent.target, 'http://localhost');
	const template = templateOf(url.pathname);
	const verb = sent.method === 'HEAD' ? 'get' : sent.method.toLowerCase();
	const what = `${sent.method} ${template ?? url.pathname}`;

	if (sent.method === 'OPTIONS') return;
	if (!template || !document.paths[template][verb]) {
		assert.ok(got.status >= 400, `${what} is answered ${got.status}, and the document has no such route`);
		if (sent.method !== 'HEAD') expectValid('given', ['components', 'schemas', 'Problem'], got.value, what);
		return;
	}
	const place = { template, verb, what, headed: sent.method === 'HEAD' };
	checkAnswer(place, got);
	if (got.status >= 300 || isBeyond(sent.body)) return;
	checkQuery(place, url.searchParams);
	checkBody(place, sent.body, sent.type);
}
