/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- finds n8n-core on the disk; not published */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** n8n-core lies in this project, or where `npm run test:matrix` put another version. */
const folder = process.env.N8N_CORE_FOLDER ?? path.resolve(__dirname, '../..');
const manifest = readFileSync(path.join(folder, 'node_modules/n8n-core/package.json'), 'utf8');

export const CORE_VERSION = (JSON.parse(manifest) as { version: string }).version;

/** Whether the n8n-core that the tests run in is of this version or newer. */
export function coreIsAtLeast(version: string): boolean {
	const [major = 0, minor = 0] = CORE_VERSION.split('.').map(Number);
	const [wantedMajor = 0, wantedMinor = 0] = version.split('.').map(Number);
	return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
