/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the sources from the disk; not published */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '../..');

/**
 * From the top floor to the bottom. A file belongs to the first floor whose pattern matches its path, and imports from
 * its own floor and from those below it.
 */
const FLOORS: Array<[name: string, pattern: RegExp]> = [
	['nodes and credentials', /^(credentials|nodes\/DeviceStatusRoaming\w*)\//],
	['transport', /^nodes\/transport\//],
	['batch', /^nodes\/openGateway\/batch\//],
	['client', /^nodes\/openGateway\/(client|checkConnection|connectionSettings|tryCredential|tryAccess)\.ts$/],
	['access, roaming and events', /^nodes\/openGateway\/(access|roaming|events)\//],
	['http and credential', /^nodes\/openGateway\/(http|credential)\//],
	['what all of the protocol knows', /^nodes\/openGateway\/\w+\.ts$/],
	['simulator', /^nodes\/simulator\//],
];

/** Further imports that are forbidden: from the first folder into the second. */
const FORBIDDEN_IMPORTS: Array<[string, string]> = [
	['nodes/openGateway/access/', 'nodes/openGateway/roaming/'],
	['nodes/openGateway/roaming/', 'nodes/openGateway/access/'],
	['nodes/openGateway/roaming/', 'nodes/openGateway/events/'],
	['nodes/openGateway/access/', 'nodes/openGateway/events/'],
	['nodes/openGateway/credential/', 'nodes/openGateway/http/'],
	['nodes/openGateway/', 'nodes/simulator/'],
	['nodes/DeviceStatusRoaming/input/', 'nodes/DeviceStatusRoaming/output/'],
	['nodes/DeviceStatusRoaming/description/', 'nodes/DeviceStatusRoaming/input/'],
	['nodes/DeviceStatusRoaming/description/', 'nodes/DeviceStatusRoaming/output/'],
];

const files = ['credentials', 'nodes'].flatMap((folder) =>
	readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => path.posix.join(folder, file.split(path.sep).join('/'))),
);

/** Imports and re-exports of a file, types included, as paths from the root; what is no relative path as it stands. */
function importsOf(file: string): string[] {
	return ts
		.preProcessFile(readFileSync(path.join(ROOT, file), 'utf8'), true, true)
		.importedFiles.map(({ fileName }) => fileName)
		.map((name) => (name.startsWith('.') ? `${path.posix.join(path.posix.dirname(file), name)}.ts` : name));
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));

function floorOf(file: string): number {
	return FLOORS.findIndex(([, pattern]) => pattern.test(file));
}

test.each(files)('%s belongs to a floor', (file) => {
	expect(floorOf(file)).toBeGreaterThanOrEqual(0);
});

test.each(files)('%s imports nothing from a floor above it', (file) => {
	const own = imports.get(file)?.filter((target) => imports.has(target)) ?? [];
	expect(own.filter((target) => floorOf(target) < floorOf(file))).toEqual([]);
});

test.each(FORBIDDEN_IMPORTS)('%s imports nothing from %s', (folder, forbidden) => {
	const reached = files.filter((file) => file.startsWith(folder)).flatMap((file) => imports.get(file) ?? []);
	expect(reached.filter((target) => target.startsWith(forbidden))).toEqual([]);
});

test('no imports form a circle', () => {
	const reaches = (file: string, seen: Set<string>): Set<string> => {
		for (const target of imports.get(file) ?? []) {
			if (!imports.has(target) || seen.has(target)) continue;
			reaches(target, seen.add(target));
		}
		return seen;
	};
	expect(files.filter((file) => reaches(file, new Set()).has(file))).toEqual([]);
});

test('the protocol and the simulator import nothing of n8n', () => {
	const foreign = files
		.filter((file) => /^nodes\/(openGateway|simulator)\//.test(file))
		.flatMap((file) => imports.get(file) ?? [])
		.filter((target) => !imports.has(target));
	expect(new Set(foreign)).toEqual(new Set(['node:crypto']));
});

/** Data, not code: as long as what they list. */
const TABLES = ['nodes/openGateway/errorCodes.ts', 'nodes/openGateway/numberingPlans.ts'];

test.each(files.filter((file) => !TABLES.includes(file)))('%s has at most 300 lines', (file) => {
	expect(readFileSync(path.join(ROOT, file), 'utf8').split('\n').length).toBeLessThanOrEqual(301);
});
