/* eslint-disable @n8n/community-nodes/no-restricted-imports -- waits for another process; not published */
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';
import { onceThere, type RunningN8n, type StoredCredential, type StoredWorkflow } from './n8n';
import { chain, roamingStep, step } from './workflows';

export interface PartOutcome {
	id: string;
	status: string;
}

/** Name of the step in `partWorkflow` by which it begins. */
export const WEBHOOK = 'Webhook';

const UNDER_WAY = ['new', 'running'];
/** What n8n lists at once. */
const LISTED = 100;
/** No list of a test takes longer. */
const LONGEST_MS = 270_000;

/**
 * A part of a list: its numbers come in by a webhook, which answers at once unless the parameters say otherwise. Each
 * call is an execution of its own, and so a job of its own in queue mode.
 */
export function partWorkflow(
	id: string,
	credential: StoredCredential,
	{ webhook = {}, then = [] }: { webhook?: INode['parameters']; then?: INode[] } = {},
): StoredWorkflow {
	return chain(id, [
		webhookStep(id, webhook),
		step('Numbers', 'n8n-nodes-base.splitOut', 1, {
			fieldToSplitOut: 'body.numbers',
			options: { destinationFieldName: 'phoneNumber' },
		}),
		roamingStep(credential, { options: { connection: 'keepAlive' } }, { onError: 'continueRegularOutput' }),
		...then,
	]);
}

export function webhookStep(path: string, parameters: INode['parameters'] = {}): INode {
	return {
		...step(WEBHOOK, 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path, ...parameters }),
		webhookId: path,
	};
}

export function callWebhook({ baseUrl }: RunningN8n, path: string, body: object): Promise<Response> {
	return onceThere(() =>
		fetch(`${baseUrl}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		}),
	);
}

/** Hands all parts in at once. */
export async function callParts(n8n: RunningN8n, id: string, parts: string[][]): Promise<void> {
	const answers = await Promise.all(parts.map((numbers) => callWebhook(n8n, id, { numbers })));
	const refused = answers.find(({ ok }) => !ok);
	if (refused !== undefined) throw new Error(`The webhook answered ${refused.status}: ${await refused.text()}`);
}

/** The executions of a workflow, the newest first. */
export async function listed(n8n: RunningN8n, workflowId: string): Promise<PartOutcome[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const target = `/executions?limit=${LISTED}&filter=${filter}`;
	return (await n8n.rest<{ results: PartOutcome[] }>('GET', target)).results;
}

/** The same once there are so many and all have ended. */
export async function allEnded(n8n: RunningN8n, workflowId: string, count: number): Promise<PartOutcome[]> {
	let outcomes: PartOutcome[] = [];
	await waitUntil(async () => {
		outcomes = await listed(n8n, workflowId);
		return outcomes.length >= count && outcomes.every(({ status }) => !UNDER_WAY.includes(status));
	}, `${count} executions of "${workflowId}" have ended`);
	return outcomes;
}

/** @throws Error where it does not come true */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
	const deadline = Date.now() + LONGEST_MS;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new Error(`This did not come true in time: ${what}.`);
		await sleep(100);
	}
}

export function inParts(numbers: string[], size: number): string[][] {
	return Array.from({ length: Math.ceil(numbers.length / size) }, (_, part) =>
		numbers.slice(part * size, (part + 1) * size),
	);
}
