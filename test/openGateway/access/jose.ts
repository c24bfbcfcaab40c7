/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs jose in a process of its own; not published */
import { execFileSync } from 'node:child_process';
import type { JsonWebKey } from 'node:crypto';
import path from 'node:path';

export interface JwtToVerify {
	jwt: string;
	publicJwk: JsonWebKey;
	algorithm: string;
	/** Epoch milliseconds. */
	now: number;
	/** Where the JWT has one. */
	audience?: string;
	/** Where the JWT has one. */
	issuer?: string;
}

/** The result of jose for a JWT. */
export interface Verdict {
	header?: Record<string, unknown>;
	claims?: Record<string, unknown>;
	/** The code of jose's error, in place of the others. */
	error?: string;
}

export function verifyWithJose(jwts: JwtToVerify[]): Verdict[] {
	const input = JSON.stringify(jwts);
	const output = execFileSync(process.execPath, [path.join(__dirname, 'joseProcess.mjs')], { input, encoding: 'utf8' });
	return JSON.parse(output) as Verdict[];
}
