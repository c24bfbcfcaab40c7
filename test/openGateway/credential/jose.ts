/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs jose in a process of its own; not published */
import { execFileSync } from 'node:child_process';
import type { JsonWebKey } from 'node:crypto';
import path from 'node:path';

export interface AssertionToVerify {
	assertion: string;
	publicJwk: JsonWebKey;
	algorithm: string;
	clientId: string;
	audience: string;
	/** Epoch milliseconds. */
	now: number;
}

/** For each assertion the algorithm by which jose accepts it, or the code of jose's error. */
export function verifyWithJose(assertions: AssertionToVerify[]): string[] {
	const input = JSON.stringify(assertions);
	const output = execFileSync(process.execPath, [path.join(__dirname, 'joseProcess.mjs')], { input, encoding: 'utf8' });
	return JSON.parse(output) as string[];
}
