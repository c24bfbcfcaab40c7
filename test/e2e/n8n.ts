/* eslint-disable @n8n/community-nodes/no-restricted-imports -- starts n8n and speaks to it; not published */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'flatted';
import type { IConnections, ICredentialDataDecryptedObject, IDataObject, INode, IRunExecutionData } from 'n8n-workflow';
import { run } from '../installed/commands';
import type { N8nInstallation } from '../installed/installed';
import { freePort, startProcess, until, type N8nProcess } from './n8nProcess';
import { installPackage } from './packageUnderTest';

export interface StoredCredential {
	id: string;
	name: string;
	type: string;
	data: ICredentialDataDecryptedObject;
}

export interface StoredWorkflow {
	id: string;
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IDataObject;
}

export interface N8nContent {
	credentials?: StoredCredential[];
	workflows?: StoredWorkflow[];
}

export interface Execution {
	id: string;
	status: string;
	data: IRunExecutionData;
}

/** n8n's programs on one user folder, as `n8n` on a command line is. */
export interface N8nHome {
	installation: N8nInstallation;
	userFolder: string;
	environment: Record<string, string>;
	/** Runs one command of n8n's to its end; what it printed. */
	command(...args: string[]): Promise<string>;
	/** Imports credentials and workflows. */
	load(content: N8nContent): Promise<void>;
	remove(): Promise<void>;
}

/** How to look whether an execution has ended, in milliseconds. */
export interface Looking {
	/** Until it is given up. */
	timeoutMs?: number;
	/** From one look to the next; each makes n8n read what it has stored. */
	everyMs?: number;
}

export interface RunningN8n extends N8nProcess {
	baseUrl: string;
	/** Asks as the signed-in owner. */
	fetch(path: string): Promise<Response>;
	rest<Answer = IDataObject>(method: string, path: string, body?: object): Promise<Answer>;
	/** Lets the trigger of a workflow listen: n8n 1 calls that active, n8n 2 published. */
	publish(workflowId: string): Promise<void>;
	/** Starts a workflow by one of its triggers, as a click on "Execute workflow" does; the ID of the execution. */
	start(workflowId: string, trigger: string, triggered?: IDataObject): Promise<string>;
	/** The execution as it stands, with the data of its nodes. */
	execution(id: string): Promise<Execution>;
	/** The same once it has ended. */
	ended(id: string, looking?: Looking): Promise<Execution>;
	/** Starts a workflow and waits until it has ended. */
	execute(workflowId: string, trigger: string, triggered?: IDataObject): Promise<Execution>;
}

export const OWNER = { email: 'owner@example.com', firstName: 'Olivia', lastName: 'Owner', password: 'Roaming4ever' };

/** Keeps n8n to itself: no telemetry, no look for new versions and templates. */
const QUIET: Record<string, string> = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_ONBOARDING_FLOW_DISABLED: 'true',
	N8N_SECURE_COOKIE: 'false',
	N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_HOST: '127.0.0.1',
	N8N_RUNNERS_ENABLED: 'true',
	N8N_LOG_LEVEL: 'info',
	N8N_ENCRYPTION_KEY: 'a-key-for-tests-only',
};

const EXECUTION_TIMEOUT_MS = 120_000;
/** A workflow that waits for a time or a form counts as ended. */
const ENDED = ['success', 'error', 'crashed', 'canceled', 'waiting'];

/**
 * A new, empty user folder with the package installed as a community node.
 *
 * @param install puts the package into the folder
 */
export async function createHome(
	installation: N8nInstallation,
	environment: Record<string, string> = {},
	install: (userFolder: string) => Promise<void> = installPackage,
): Promise<N8nHome> {
	const userFolder = await mkdtemp(path.join(tmpdir(), 'open-gateway-n8n-'));
	await install(userFolder);
	const home: N8nHome = {
		installation,
		userFolder,
		environment: { ...QUIET, N8N_USER_FOLDER: userFolder, ...environment },
		command: async (...args) =>
			run(installation.node, [installation.n8n, ...args], {
				environment: { ...home.environment, N8N_RUNNERS_BROKER_PORT: String(await freePort()) },
			}),
		load: async ({ credentials = [], workflows = [] }) => {
			if (credentials.length > 0) await importFile(home, 'import:credentials', credentials);
			if (workflows.length > 0) {
				await importFile(
					home,
					'import:workflow',
					workflows.map((workflow) => ({ settings: { executionOrder: 'v1' }, ...workflow, active: false })),
				);
			}
		},
		remove: () => rm(userFolder, { recursive: true, force: true, maxRetries: 5 }),
	};
	return home;
}

async function importFile(home: N8nHome, command: string, content: object[]): Promise<void> {
	const file = path.join(home.userFolder, 'import.json');
	await writeFile(file, JSON.stringify(content));
	await home.command(command, `--input=${file}`);
	await rm(file);
}

export interface StartOptions {
	/** A free one unless given. */
	port?: number | undefined;
	/** Signs the owner up, and gives the cookie of the session. */
	signUp?: ((baseUrl: string) => Promise<string>) | undefined;
}

/** Starts n8n's server, and waits until it serves. */
export async function startN8n(
	home: N8nHome,
	{ port: givenPort, signUp = signUpOwner }: StartOptions = {},
): Promise<RunningN8n> {
	const port = givenPort ?? (await freePort());
	const baseUrl = `http://127.0.0.1:${port}`;
	const process = await startProcess(home, ['start'], {
		N8N_PORT: String(port),
		N8N_EDITOR_BASE_URL: baseUrl,
		WEBHOOK_URL: baseUrl,
	});
	const cookie = await signUpOnceReady().catch(async (thrown: unknown) => {
		await process.end();
		throw thrown;
	});

	async function signUpOnceReady(): Promise<string> {
		await until(process, `${baseUrl}/healthz/readiness`);
		return signUp(baseUrl);
	}

	const ask = (target: string, init: RequestInit = {}) =>
		fetch(`${baseUrl}${target}`, { ...init, headers: { ...init.headers, cookie } });

	async function rest<Answer>(method: string, target: string, body?: object): Promise<Answer> {
		const response = await ask(`/rest${target}`, {
			method,
			headers: { 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const answer = (await response.json()) as { data: Answer };
		if (!response.ok) throw new Error(`${method} ${target}: ${response.status} ${JSON.stringify(answer)}`);
		return answer.data;
	}

	async function start(workflowId: string, trigger: string, triggered?: IDataObject): Promise<string> {
		const workflowData = await rest('GET', `/workflows/${workflowId}`);
		const { executionId } = await rest<{ executionId?: string }>('POST', `/workflows/${workflowId}/run`, {
			workflowData,
			startNodes: [],
			triggerToStartFrom: { name: trigger, ...(triggered === undefined ? {} : { data: asTaskData(triggered) }) },
		});
		if (executionId === undefined) throw new Error(`The workflow ${workflowId} did not start.`);
		return executionId;
	}

	async function execution(id: string): Promise<Execution> {
		const stored = await rest<{ id: string; status: string; data: string }>('GET', `/executions/${id}`);
		return { id, status: stored.status, data: parse(stored.data) as IRunExecutionData };
	}

	async function ended(
		id: string,
		{ timeoutMs = EXECUTION_TIMEOUT_MS, everyMs = 100 }: Looking = {},
	): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const { status } = await rest<{ status: string }>('GET', `/executions/${id}`);
			if (ENDED.includes(status)) return execution(id);
			if (Date.now() > deadline) throw new Error(`The execution ${id} is still "${status}".`);
			await sleep(everyMs);
		}
	}

	return {
		...process,
		baseUrl,
		fetch: ask,
		rest,
		publish: async (workflowId) => {
			if (home.installation.version.startsWith('1.')) {
				await rest('PATCH', `/workflows/${workflowId}`, { active: true });
				return;
			}
			const { versionId } = await rest<{ versionId: string }>('GET', `/workflows/${workflowId}`);
			await rest('POST', `/workflows/${workflowId}/activate`, { versionId });
		},
		start,
		execution,
		ended,
		execute: async (...args) => ended(await start(...args)),
	};
}

/** By n8n's own interface, as its page does. n8n 1.123 and 2.8 say that they are ready some moments before that is there. */
async function signUpOwner(baseUrl: string): Promise<string> {
	const response = await onceThere(() =>
		fetch(`${baseUrl}/rest/owner/setup`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(OWNER),
		}),
	);
	const [cookie] = response.headers.getSetCookie();
	if (!response.ok || cookie === undefined) throw new Error(`The owner was not signed up: ${await response.text()}`);
	return cookie.split(';')[0] ?? '';
}

/** The cookie of a new session of the owner, who has signed up before. */
export async function signInOwner(baseUrl: string): Promise<string> {
	const response = await onceThere(() =>
		fetch(`${baseUrl}/rest/login`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			// n8n 1 knows `email`.
			body: JSON.stringify({ email: OWNER.email, emailOrLdapLoginId: OWNER.email, password: OWNER.password }),
		}),
	);
	const [cookie] = response.headers.getSetCookie();
	if (!response.ok || cookie === undefined) throw new Error(`The owner was not signed in: ${await response.text()}`);
	return cookie.split(';')[0] ?? '';
}

/** Asks again for some seconds where the address is not served yet. */
export async function onceThere(ask: () => Promise<Response>): Promise<Response> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const answer = await ask();
		if (![404, 503].includes(answer.status)) return answer;
		await sleep(200);
	}
	return ask();
}

/** What a trigger gave, as the editor hands it in for a chat. */
function asTaskData(json: IDataObject): object {
	return {
		startTime: Date.now(),
		executionTime: 0,
		executionIndex: 0,
		executionStatus: 'success',
		source: [],
		data: { main: [[{ json }]] },
	};
}
