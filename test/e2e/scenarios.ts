/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- finds the examples on the disk; the command line hands the versions on; not published */
import path from 'node:path';
import { installN8n, type N8nInstallation } from '../installed/installed';
import { N8N_VERSIONS } from '../installed/versions';
import { customCredential, type Client } from '../sandbox/credential';
import { SANDBOX_CLIENT, sandboxUrls, startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox';
import { createHome, startN8n, type N8nContent, type N8nHome, type RunningN8n, type StoredCredential } from './n8n';

const EXAMPLES_FOLDER = path.resolve(__dirname, '../../examples');
export const E2E_VERSIONS = (process.env.E2E_N8N ?? Object.keys(N8N_VERSIONS).join(',')).split(',');

export function isChosen(version: string): boolean {
	return E2E_VERSIONS.includes(version);
}

/** What the scenarios of a version share; each field is there once the first of them begins. */
export interface World {
	version: string;
	installation: N8nInstallation;
	home: N8nHome;
	n8n: RunningN8n;
	sandbox: Sandbox;
}

export interface WorldOptions {
	/** Of n8n's process; a function where it names what `beforeAll` of the file sets up. */
	environment?: Record<string, string> | (() => Record<string, string>);
	/** Puts the package into the user folder; as n8n's own installer does unless given. */
	install?: (userFolder: string) => Promise<void>;
	sandbox?: SandboxOptions;
	/** What is in n8n before it starts. */
	content?: (sandbox: Sandbox) => N8nContent;
	/** Whether the files of `examples/` are imported, as they are. */
	examples?: boolean;
	/** Signs the owner up, and gives the cookie of the session. */
	signUp?: (baseUrl: string) => Promise<string>;
	/** The only version in which the scenarios are run, if it is chosen. */
	onlyIn?: string;
}

/** Describes scenarios once for each chosen version, in an n8n of that version that was newly set up. */
export function describeInN8n(options: WorldOptions, describeScenarios: (world: World) => void): void {
	for (const version of E2E_VERSIONS) {
		const describeVersion = [undefined, version].includes(options.onlyIn) ? describe : describe.skip;
		describeVersion(`n8n ${version}`, () => {
			const world = { version } as World;
			beforeAll(() => build(world, options));
			afterAll(() => takeDown(world));
			describeScenarios(world);
		});
	}
}

async function build(
	world: World,
	{ environment, install, sandbox, content, examples, signUp }: WorldOptions,
): Promise<void> {
	world.installation = await installN8n(world.version);
	world.sandbox = await startSandbox(sandbox);
	const variables = typeof environment === 'function' ? environment() : environment;
	world.home = await createHome(world.installation, variables, install);
	await world.home.load(content?.(world.sandbox) ?? {});
	if (examples === true) await world.home.command('import:workflow', '--separate', `--input=${EXAMPLES_FOLDER}`);
	world.n8n = await startN8n(world.home, { signUp });
}

async function takeDown({ n8n, home, sandbox }: Partial<World>): Promise<void> {
	await n8n?.end();
	await home?.remove();
	await sandbox?.close();
}

/** The credential that the examples name, for the simulator. */
export const SIMULATOR_CREDENTIAL: StoredCredential = {
	id: 'simulatorCredential',
	name: 'Open Gateway account',
	type: 'openGatewayApi',
	data: { aggregator: 'simulator' },
};

/** A credential for the sandbox, with every setting by hand. */
export function sandboxCredential(sandbox: Sandbox): StoredCredential {
	return storedCredential({ ...SANDBOX_CLIENT, ...sandboxUrls(sandbox, 'v1') });
}

/** The same for any aggregator. */
export function storedCredential(client: Client): StoredCredential {
	return {
		id: 'sandboxCredential',
		name: 'Sandbox account',
		type: 'openGatewayApi',
		data: customCredential(client),
	};
}
