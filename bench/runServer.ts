/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a command line program, not published */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Aggregator } from './aggregator';
import { startChild } from './processes';
import type { ServerOrder, ServerReady, ServerReport } from './server/server';

export interface RunningServer {
	aggregator: Aggregator;
	/** Makes a child process trust the server's certificate; certificates are still checked. */
	environment: Record<string, string>;
	/** Sets all counts to zero. */
	reset(): Promise<void>;
	report(): Promise<ServerReport>;
}

/** Time for clients to notice that their idle connections were closed, in milliseconds. */
const NOTICING_MS = 200;

/** Starts the server, and ends it when `use` has ended. */
export async function withServer<Result>(
	order: ServerOrder,
	use: (server: RunningServer) => Promise<Result>,
): Promise<Result> {
	const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
	const server = await startChild<ServerReady>('server/server.ts', order);
	try {
		const { aggregator, certificate } = server.ready;
		const certificateFile = path.join(folder, 'certificate.pem');
		await writeFile(certificateFile, certificate);
		return await use({
			aggregator,
			environment: { NODE_EXTRA_CA_CERTS: certificateFile },
			reset: async () => {
				await server.ask('reset');
				await sleep(NOTICING_MS);
			},
			report: () => server.ask<ServerReport>('report'),
		});
	} finally {
		server.end();
		await rm(folder, { recursive: true });
	}
}

/** Starts a client of the server. When it is warm, sets the server's counts to zero and returns the client. */
export async function measure<Report>(
	server: RunningServer,
	program: string,
	order: object,
	nodeOptions: string[] = [],
): Promise<{ client: Report; server: ServerReport }> {
	const { environment } = server;
	const child = await startChild(program, order, { environment, nodeOptions });
	try {
		await server.reset();
		const client = await child.ask<Report>('run');
		return { client, server: await server.report() };
	} finally {
		child.end();
	}
}
