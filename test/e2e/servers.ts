/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts servers of its own; not published */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, type User } from '../installed/commands';
import { freePort, stopWithParent } from './n8nProcess';

/** A server on a free port of this computer, with its data in a temporary folder. */
export interface Server {
	port: number;
	/** Ends it, waits until it has, and removes its data. */
	end(): Promise<void>;
}

/** The superuser of the database that `startPostgres` makes; no password is needed at its port. */
export const POSTGRES_USER = 'n8n';

const START_TIMEOUT_MS = 30_000;
/** Debian keeps PostgreSQL's own programs here, one folder a version. */
const POSTGRES_FOLDER = '/usr/lib/postgresql';
const DEBIAN_PACKAGES = {
	'redis-server': 'redis-server',
	initdb: 'postgresql',
	postgres: 'postgresql',
	pg_isready: 'postgresql',
};

export async function startRedis(): Promise<Server> {
	const program = findProgram('redis-server');
	const folder = await mkdtemp(path.join(tmpdir(), 'open-gateway-redis-'));
	const port = await freePort();
	const flags = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'];
	return startServer(program, flags, { folder, port, isReady: () => accepts(port) });
}

export async function startPostgres(): Promise<Server> {
	const initdb = findProgram('initdb');
	const postgres = findProgram('postgres');
	const pgIsReady = findProgram('pg_isready');
	const user = await ordinaryUser();
	const folder = await mkdtemp(path.join(tmpdir(), 'open-gateway-postgres-'));
	if (user !== undefined) await chown(folder, user.uid, user.gid);
	const setup = ['--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', `--username=${POSTGRES_USER}`];
	await run(initdb, [`--pgdata=${folder}`, ...setup], { cwd: folder, user });

	const port = await freePort();
	// What it holds is thrown away, so nothing is lost where the computer crashes.
	const flags = ['-D', folder, '-h', '127.0.0.1', '-p', String(port), '-k', '', '-c', 'fsync=off'];
	const isReady = () =>
		run(pgIsReady, ['-h', '127.0.0.1', '-p', String(port)]).then(
			() => true,
			() => false,
		);
	return startServer(postgres, flags, { folder, port, isReady, user });
}

interface ServerSetup {
	folder: string;
	port: number;
	isReady(): Promise<boolean>;
	user?: User;
}

async function startServer(
	program: string,
	flags: string[],
	{ folder, port, isReady, user }: ServerSetup,
): Promise<Server> {
	const child = spawn(program, flags, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...user });
	const written: string[] = [];
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
	let hasExited = false;
	const exited = new Promise<void>((resolve) => {
		child.once('exit', () => {
			hasExited = true;
			resolve();
		});
	});
	stopWithParent(child);

	async function end(): Promise<void> {
		// PostgreSQL calls this its fast shutdown; Redis ends on it too.
		child.kill('SIGINT');
		await exited;
		await rm(folder, { recursive: true, force: true });
	}

	const deadline = Date.now() + START_TIMEOUT_MS;
	while (!(await isReady())) {
		if (hasExited || Date.now() > deadline) {
			await end();
			throw new Error(`${program} did not start:\n${written.join('')}`);
		}
		await sleep(100);
	}
	return { port, end };
}

/** PostgreSQL refuses to run as root. */
async function ordinaryUser(): Promise<User | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres'])));
	return { uid: Number(uid), gid: Number(gid) };
}

/** @throws Error that says which package of Debian is missing */
export function requireServerPrograms(): void {
	for (const name of Object.keys(DEBIAN_PACKAGES) as Array<keyof typeof DEBIAN_PACKAGES>) findProgram(name);
}

/** @throws Error that says which package of Debian has the program */
function findProgram(name: keyof typeof DEBIAN_PACKAGES): string {
	const versions = existsSync(POSTGRES_FOLDER) ? readdirSync(POSTGRES_FOLDER).sort().reverse() : [];
	const folders = [
		...(process.env.PATH ?? '').split(path.delimiter),
		...versions.map((version) => path.join(POSTGRES_FOLDER, version, 'bin')),
	];
	const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
	if (found !== undefined) return found;
	throw new Error(`There is no ${name} here: install the Debian package ${DEBIAN_PACKAGES[name]}.`);
}

async function accepts(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	const accepted = await new Promise<boolean>((resolve) => {
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
	});
	socket.destroy();
	return accepted;
}
