/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the built files from the disk; not published */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { OpenGatewayApi } from '../../credentials/OpenGatewayApi.credentials';
import { AGGREGATORS } from '../../nodes/openGateway/credential/aggregators';
import { FIELD_LABELS } from '../../nodes/openGateway/credential/fields';
import { createError, KNOWN_CODES } from '../../nodes/openGateway/errors';
import { SCENARIOS } from '../../nodes/simulator/simulator';
import { RESULT_FIELDS } from '../../nodes/DeviceStatusRoaming/resultFields';
import { errorsDocument, withOptionsTable } from '../../scripts/documents';
import { builtPackage } from '../n8n/runNode';

const ROOT = path.resolve(__dirname, '../..');
const filesUnder = (folder: string, extension: string) =>
	readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith(extension))
		.map((file) => path.posix.join(folder, file.split(path.sep).join('/')));

/** What a file imports, and which global names it uses (without properties). */
function parse(file: string): { imports: string[]; names: Set<string> } {
	const source = ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022, true);
	const imports: string[] = [];
	const names = new Set<string>();
	const visit = (node: ts.Node): void => {
		const isRequire = ts.isCallExpression(node) && node.expression.getText() === 'require';
		const isImport = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
		if (isRequire || isImport) {
			const [target] = node.arguments;
			imports.push(target !== undefined && ts.isStringLiteral(target) ? target.text : '(computed)');
		}
		if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
			imports.push((node.moduleSpecifier as ts.StringLiteral).text);
		}
		const isProperty = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
		if (ts.isIdentifier(node) && !isProperty) names.add(node.text);
		ts.forEachChild(node, visit);
	};
	ts.forEachChild(source, visit);
	return { imports, names };
}

const built = filesUnder('dist', '.js');
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;

test('there are built files', () => {
	expect(built.length).toBeGreaterThan(15);
	expect(built).toContain('dist/nodes/DeviceStatusRoaming/DeviceStatusRoaming.node.js');
});

test.each(built)('%s imports only its own files, n8n-workflow and node:crypto', (file) => {
	const foreign = parse(file).imports.filter(
		(name) => !/^\.\.?\//.test(name) && !['n8n-workflow', 'node:crypto'].includes(name),
	);
	expect(foreign).toEqual([]);
});

test.each(built)('%s uses none of the globals that n8n forbids', (file) => {
	const { names } = parse(file);
	const forbidden = [
		'process',
		'global',
		'globalThis',
		'__dirname',
		'__filename',
		'setTimeout',
		'setInterval',
		'setImmediate',
		'clearTimeout',
		'clearInterval',
		'clearImmediate',
		'console',
		'eval',
		'Function',
	];
	expect(forbidden.filter((name) => names.has(name))).toEqual([]);
});

test('only one file uses the network without n8n', () => {
	const reaching = built.filter((file) => parse(file).names.has('fetch'));
	expect(reaching).toEqual(['dist/nodes/transport/keepAliveTransport.js']);
});

test('the package has no runtime dependency and offers one node and one credential', () => {
	for (const key of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'overrides'])
		expect(manifest[key] ?? {}).toEqual({});
	expect(manifest).toMatchObject({
		name: 'n8n-nodes-open-gateway',
		license: 'MIT',
		peerDependencies: { 'n8n-workflow': '*' },
		n8n: { strict: true, n8nNodesApiVersion: 1 },
	});
	expect(manifest.keywords).toContain('n8n-community-node-package');
});

/** Words by which users search for the node in n8n's panel of nodes. */
const SEARCH_WORDS = [
	'abroad',
	'country',
	'gsma',
	'HLR',
	'location',
	'mobile network',
	'number lookup',
	'operator',
	'SIM card',
	'telefonica',
	'travel',
];

describe('what n8n loads', () => {
	test('names that workflows depend on', async () => {
		const { description } = (await builtPackage()).nodeType('n8n-nodes-open-gateway.deviceStatusRoaming');
		expect(description).toMatchObject({
			name: 'deviceStatusRoaming',
			displayName: 'Device Status Roaming',
			version: 1,
		});
		expect(description.credentials?.map(({ name }) => name)).toEqual(['openGatewayApi']);
		const defaults = Object.fromEntries(description.properties.map((field) => [field.name, field.default]));
		expect(defaults).toMatchObject({
			operation: 'checkStatus',
			phoneNumber: '={{ $json.phoneNumber }}',
			purpose: 'FraudPreventionAndDetection',
			outputMode: 'single',
		});
		const options = description.properties.find(({ name }) => name === 'options')?.options?.map(({ name }) => name);
		expect(options).toEqual(
			expect.arrayContaining([
				'consent',
				'defaultCountryCode',
				'freshness',
				'includeInputFields',
				'maxConsentWait',
				'tuning',
			]),
		);
	});

	// Of several defaults, n8n's editor shows the first, also where another one was chosen and not stored, as a default is.
	test('a field of the credential has one default, however often it stands in the form', () => {
		const { properties } = new OpenGatewayApi();
		for (const { name, default: value } of properties) {
			expect([name, value]).toEqual([name, properties.find((first) => first.name === name)?.default]);
		}
	});

	test('the codex, which n8n drops without resources', async () => {
		const { description } = (await builtPackage()).nodeType('n8n-nodes-open-gateway.deviceStatusRoaming');
		expect(description.codex?.alias).toEqual(
			expect.arrayContaining([...SEARCH_WORDS, 'roaming', 'SIM', 'CAMARA', 'Open Gateway', 'telecom', 'fraud']),
		);
		expect(description.codex?.categories?.length).toBeGreaterThan(0);
	});
});

describe('the documentation', () => {
	const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

	test('README has at most 180 lines, the commands to try and to test, and each aggregator that needs an account', () => {
		const readme = read('README.md');
		expect(readme.split('\n').length).toBeLessThanOrEqual(180);
		expect(readme).toContain('```sh\nnpm install && npm start\n```');
		expect(readme).toContain('```sh\nnpm install && npm test\n```');
		for (const { displayName, simulated } of Object.values(AGGREGATORS)) {
			if (!simulated) expect(readme).toContain(`| ${displayName} |`);
		}
	});

	test('each link to a file of the package leads to an existing file and heading', () => {
		for (const file of ['README.md', 'CONTRIBUTING.md', ...filesUnder('docs', '.md')]) {
			const targets = [...read(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
			for (const target of targets.filter((link) => !/^https?:/.test(link))) {
				const [name = '', heading] = target.split('#');
				const found = name === '' ? file : path.posix.join(path.posix.dirname(file), name);
				expect([file, target, existsSync(path.join(ROOT, found))]).toEqual([file, target, true]);
				if (heading !== undefined)
					expect([file, target, headingsOf(read(found))]).toEqual([file, target, expect.arrayContaining([heading])]);
			}
		}
	});

	test('docs/credential.md has each field of the credential and each aggregator', () => {
		const text = read('docs/credential.md');
		for (const label of Object.values(FIELD_LABELS)) expect(text).toContain(`| ${label} |`);
		for (const { displayName } of Object.values(AGGREGATORS)) expect(text).toContain(`| ${displayName} |`);
	});

	test('docs/options.md is as its script makes it, and has each option', () => {
		const text = read('docs/options.md');
		expect(text).toBe(withOptionsTable(text));
		for (const name of ['Tuning > Timeout (Seconds)', 'Default Country Code', 'Report'])
			expect(text).toContain(`| ${name} |`);
	});

	test('docs/output.md has each field of a result, in order', () => {
		const rows = [...read('docs/output.md').matchAll(/^\| `(\w+)` \| (?:yes)? ?\|/gm)].map(([, field]) => field);
		expect(rows).toEqual([...RESULT_FIELDS]);
	});

	test.each(SCENARIOS)('docs/simulator.md has the scenario $digits', ({ digits, summary }) => {
		expect(read('docs/simulator.md')).toContain(`| ${digits} | ${summary} |`);
	});

	test('docs/errors.md is as its script makes it', () => {
		expect(read('docs/errors.md')).toBe(errorsDocument());
	});

	// These two are answers to a poll that continues; they never end a check.
	test.each(KNOWN_CODES.filter((code) => !['authorization_pending', 'slow_down'].includes(code)))(
		'docs/errors.md explains %s',
		(code) => {
			const { message, hint } = createError({ stage: 'roaming', code });
			expect(read('docs/errors.md')).toContain(`| \`${code}\` | ${message}. | ${hint} |`);
		},
	);
});

/** As GitHub makes anchors of headings. */
function headingsOf(text: string): string[] {
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} -]/gu, '')
			.replaceAll(' ', '-'),
	);
}
