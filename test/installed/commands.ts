/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs other programs; not published */
import { execFile } from 'node:child_process';

/** What programs need of this one's environment; not what a test runner has set (`NODE_ENV`), which n8n heeds too. */
export const BASE_ENVIRONMENT: Record<string, string | undefined> = { ...process.env, NODE_ENV: undefined };

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Whom a program runs as. */
export interface User {
	uid: number;
	gid: number;
}

/**
 * Runs a program to its end.
 *
 * @returns what it wrote on its standard output
 * @throws Error with what it wrote, where it does not end with 0
 */
export function run(
	program: string,
	args: string[],
	{ cwd, environment = {}, user }: { cwd?: string; environment?: Record<string, string>; user?: User } = {},
): Promise<string> {
	return new Promise((resolve, reject) => {
		const options = { cwd, env: { ...BASE_ENVIRONMENT, ...environment }, maxBuffer: MAX_OUTPUT_BYTES, ...user };
		execFile(program, args, options, (error, stdout, stderr) => {
			if (error === null) resolve(stdout);
			else reject(new Error(`${program} ${args.join(' ')} ended with ${error.code}.\n${stdout}\n${stderr}`));
		});
	});
}
