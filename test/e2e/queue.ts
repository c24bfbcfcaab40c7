import type { N8nInstallation } from '../installed/installed';
import { createHome, startN8n, type N8nContent, type N8nHome, type RunningN8n } from './n8n';
import { freePort, startProcess, until, type N8nProcess } from './n8nProcess';
import { POSTGRES_USER, startPostgres, startRedis, type Server } from './servers';

/** n8n in queue mode: one that takes in what starts workflows, and workers that run them. */
export interface Queue {
	main: RunningN8n;
	/** Those that were started, ended or not. */
	workers: N8nProcess[];
	addWorker(): Promise<N8nProcess>;
	/** Adds a process that takes webhooks, as `n8n webhook` does, and gives its base URL. */
	addWebhookProcess(): Promise<string>;
	end(): Promise<void>;
}

export interface QueueOptions {
	/** None unless given. */
	workers?: number;
	/** Of all processes. */
	environment?: Record<string, string>;
	/** What is in n8n before it starts. */
	content?: N8nContent;
}

/** Executions that one worker runs at once; n8n advises against less. */
export const WORKER_CONCURRENCY = 5;

/** Starts everything that it takes, servers included. What was started is ended where a later part does not start. */
export async function startQueue(installation: N8nInstallation, options: QueueOptions): Promise<Queue> {
	const started: Started = { servers: [], workers: [], webhookProcesses: [] };
	const end = async () => {
		await Promise.all([started.main, ...started.workers, ...started.webhookProcesses].map((process) => process?.end()));
		await started.home?.remove();
		await Promise.all(started.servers.map((server) => server.end()));
	};
	const startAll = async (): Promise<Queue> => {
		const home = await startServers(started, installation, options.environment);
		await home.load(options.content ?? {});
		const main = await startN8n(home);
		started.main = main;
		const addWorker = async () => {
			const worker = await startWorker(home);
			started.workers.push(worker);
			return worker;
		};
		await Promise.all(Array.from({ length: options.workers ?? 0 }, addWorker));
		const addWebhookProcess = async () => {
			const port = await freePort();
			const process = await startProcess(home, ['webhook'], { N8N_PORT: String(port), WEBHOOK_URL: main.baseUrl });
			started.webhookProcesses.push(process);
			await until(process, `http://127.0.0.1:${port}/healthz/readiness`);
			return `http://127.0.0.1:${port}`;
		};
		return { main, workers: started.workers, addWorker, addWebhookProcess, end };
	};
	return startAll().catch(async (thrown: unknown) => {
		await end();
		throw thrown;
	});
}

/** What is to be ended. */
interface Started {
	servers: Server[];
	home?: N8nHome;
	main?: RunningN8n;
	workers: N8nProcess[];
	webhookProcesses: N8nProcess[];
}

async function startServers(
	started: Started,
	installation: N8nInstallation,
	environment: Record<string, string> = {},
): Promise<N8nHome> {
	const redis = await startRedis();
	started.servers.push(redis);
	const postgres = await startPostgres();
	started.servers.push(postgres);
	started.home = await createHome(installation, {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: POSTGRES_USER,
		...environment,
	});
	return started.home;
}

async function startWorker(home: N8nHome): Promise<N8nProcess> {
	const port = String(await freePort());
	const worker = await startProcess(home, ['worker', `--concurrency=${WORKER_CONCURRENCY}`], {
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: port,
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	});
	await until(worker, `http://127.0.0.1:${port}/healthz/readiness`);
	return worker;
}

/** IDs of the executions that a worker began, as it wrote itself. */
export function executionsOf(worker: N8nProcess): string[] {
	return [...worker.log().matchAll(/Worker started execution (\d+) \(job/g)].map(([, id]) => id ?? '');
}
