/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- finds the package on the disk; not published */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const PACKAGE_FOLDER = path.resolve(__dirname, '..');

/** @throws Error where there is nothing built that could be measured */
export function requireBuild(): void {
	if (existsSync(path.join(PACKAGE_FOLDER, 'dist/nodes/DeviceStatusRoaming/DeviceStatusRoaming.node.js'))) return;
	throw new Error('The package is not built: run "npm run build" first.');
}

/** The version of a package that is installed for development. */
export function installedVersion(name: string): string {
	const file = path.join(PACKAGE_FOLDER, 'node_modules', name, 'package.json');
	return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
