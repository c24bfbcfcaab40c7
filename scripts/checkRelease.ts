/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Why a tag cannot be published; empty where it can.
 *
 * @param tag such as v0.1.0
 * @param changelog in the form of Keep a Changelog 1.1.0
 */
export function releaseFaults(tag: string, version: string, changelog: string): string[] {
	const heading = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - (.+)$`, 'm').exec(changelog);
	const faults: string[] = [];
	if (tag !== `v${version}`) faults.push(`The tag is ${tag}, and package.json says ${version}.`);
	if (heading === null) faults.push(`CHANGELOG.md has no entry "## [${version}] - <date>".`);
	else if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(heading[1] ?? '')) {
		faults.push(`CHANGELOG.md says "${heading[1]}" for ${version}; write the date of the release.`);
	}
	return faults;
}

function readProjectFile(name: string): string {
	return readFileSync(path.join(__dirname, '..', name), 'utf8');
}

if (require.main === module) {
	const { version } = JSON.parse(readProjectFile('package.json')) as { version: string };
	const faults = releaseFaults(process.argv[2] ?? '', version, readProjectFile('CHANGELOG.md'));
	for (const fault of faults) console.error(fault);
	if (faults.length > 0) process.exitCode = 1;
}
