/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- keeps n8n off the user's files; not published */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The variable by which child processes use the same folder. */
const OWN_FOLDER = 'OPEN_GATEWAY_USER_FOLDER';

/**
 * Gives n8n-core a user folder of its own until this process ends. Import it before n8n-core, which makes a key in
 * `~/.n8n/config` as it loads, changes the mode of a file that is there, and stops where that holds another key than
 * N8N_ENCRYPTION_KEY (n8n-core 2.41, InstanceSettings).
 */
if (process.env[OWN_FOLDER] === undefined) {
	const folder = mkdtempSync(path.join(tmpdir(), 'open-gateway-user-folder-'));
	process.env[OWN_FOLDER] = folder;
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
process.env.N8N_USER_FOLDER = process.env[OWN_FOLDER];
// A real key of a user does not belong in a temporary folder.
delete process.env.N8N_ENCRYPTION_KEY;
delete process.env.N8N_ENCRYPTION_KEY_FILE;
