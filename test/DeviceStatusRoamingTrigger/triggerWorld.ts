import * as n8nWorkflow from 'n8n-workflow';
import type { ICredentialDataDecryptedObject, INode, INodeType } from 'n8n-workflow';
import { createTriggerInstance, type TriggerInstance } from '../n8n/triggerInstance';
import { startSandbox, type Sandbox, type SandboxRequest } from '../sandbox/sandbox';
import {
	createSubscriptionsSandbox,
	SUBSCRIPTIONS_PATH,
	type SentEvent,
	type SubscriptionsOptions,
	type SubscriptionsSandbox,
} from '../sandbox/subscriptions';

// The first test of a file loads n8n-core, which takes longer on a busy computer.
jest.setTimeout(60_000);

export const NUMBER = '+34611222331';
export const OTHER_NUMBER = '+34611222332';
export const ABROAD = { roaming: true, countryCode: 216, countryName: ['HU'] };
export const HOME = { roaming: false };

/** A request to subscribe. */
export const isPost = ({ method }: SandboxRequest) => method === 'POST';

export interface TriggerWorld {
	api: SubscriptionsSandbox;
	sandbox: Sandbox;
	n8n: TriggerInstance;
	/** Events that wait to be delivered. */
	outbox: SentEvent[];
	close(): Promise<void>;
}

export interface WorldOptions extends Partial<SubscriptionsOptions> {
	parameters?: INode['parameters'];
	credential?: ICredentialDataDecryptedObject;
	/** Requests that the aggregator never answers. */
	hangs?: (request: SandboxRequest) => boolean;
}

/** A fresh copy of the node's modules, as a new process has. */
export function loadTrigger(): INodeType {
	let node: INodeType | undefined;
	jest.isolateModules(() => {
		// n8n's own module stays: it is large, and its classes are compared.
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		const module = jest.requireActual<Record<string, new () => INodeType>>(
			'../../nodes/DeviceStatusRoamingTrigger/DeviceStatusRoamingTrigger.node',
		);
		const Trigger = module.DeviceStatusRoamingTrigger;
		if (Trigger !== undefined) node = new Trigger();
	});
	if (node === undefined) throw new Error('The node was not loaded.');
	return node;
}

/** Nokia's API behind a socket, and an n8n with the trigger. */
export async function startWorld({
	parameters = {},
	credential,
	hangs = () => false,
	...options
}: WorldOptions = {}): Promise<TriggerWorld> {
	const outbox: SentEvent[] = [];
	const api = createSubscriptionsSandbox({
		access: ({ headers }) => (headers['x-rapidapi-key'] === 'my-key' ? {} : undefined),
		send: (event) => void outbox.push(event),
		...options,
	});
	const sandbox = await startSandbox({ override: (request) => (hangs(request) ? 'hang' : api(request)) });
	const n8n = createTriggerInstance({
		credential: credential ?? {
			aggregator: 'nokia',
			apiKey: 'my-key',
			subscriptionsUrl: `${sandbox.baseUrl}${SUBSCRIPTIONS_PATH}`,
		},
		parameters: { triggerOn: ['roamingStatusChanged'], phoneNumbers: NUMBER, simple: true, options: {}, ...parameters },
		loadNode: loadTrigger,
	});
	return { api, sandbox, n8n, outbox, close: () => sandbox.close() };
}

/** An active workflow, and the event of a phone that has gone abroad. */
export async function startActiveWorld(options?: WorldOptions): Promise<TriggerWorld & { event: SentEvent }> {
	const world = await startWorld(options);
	await world.n8n.activate();
	return { ...world, event: world.api.move(NUMBER, ABROAD)[0]! };
}
