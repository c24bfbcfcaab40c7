/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts n8n; not published */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BASE_ENVIRONMENT } from '../installed/commands';
import type { N8nInstallation } from '../installed/installed';

/** n8n's process, in whichever role. */
export interface N8nProcess {
	pid: number;
	/** All that it wrote so far. */
	log(): string;
	/** Ends it, and waits until it has. */
	end(signal?: NodeJS.Signals): Promise<void>;
}

/** Its first start makes the tables of the database. */
const START_TIMEOUT_MS = 180_000;

/** Starts n8n in a role (`start`, `worker`), with a port of its own for its task runners. */
export async function startProcess(
	{ installation, environment: ofHome }: { installation: N8nInstallation; environment: Record<string, string> },
	args: string[],
	environment: Record<string, string> = {},
): Promise<N8nProcess> {
	const { node, n8n } = installation;
	const child = spawn(node, [n8n, ...args], {
		env: {
			...BASE_ENVIRONMENT,
			...ofHome,
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			...environment,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const written: string[] = [];
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	stopWithParent(child);
	return {
		pid: child.pid ?? 0,
		log: () => written.join(''),
		end: async (signal = 'SIGTERM') => {
			child.kill(signal);
			// n8n waits for executions under way; nobody here waits for them.
			const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
			await exited;
			clearTimeout(timer);
		},
	};
}

export function stopWithParent(child: ChildProcess): void {
	const stop = () => child.kill('SIGKILL');
	process.once('exit', stop);
	child.once('exit', () => process.off('exit', stop));
}

/** Waits until an address answers with 200, or the process has ended before. */
export async function until({ log, pid }: N8nProcess, url: string): Promise<void> {
	const deadline = Date.now() + START_TIMEOUT_MS;
	while (Date.now() < deadline) {
		const answer = await fetch(url).catch(() => undefined);
		if (answer?.ok === true) return;
		if (!isAlive(pid)) break;
		await sleep(100);
	}
	throw new Error(`n8n did not start:\n${log()}`);
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}
