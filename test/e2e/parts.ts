/* eslint-disable @n8n/community-nodes/no-restricted-imports -- waits for another process; not published */
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';
import { onceThere, type RunningN8n, type StoredCredential, type StoredWorkflow } from './n8n';
import { chain, roamingStep, step } from './workflows';

export interface PartOutcome {
	id: string;
	status: string;
}

const UNDER_WAY = ['new', 'running'];
/** What n8n lists at once. */
const LISTED = 100;

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
		{ ...step('Webhook', 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path: id, ...webhook }), webhookId: id },
		step('Numbers', 'n8n-nodes-base.splitOut', 1, {
			fieldToSplitOut: 'body.numbers',
			options: { destinationFieldName: 'phoneNumber' },
		}),
		roamingStep(credential, { options: { connection: 'keepAlive' } }, { onError: 'continueRegularOutput' }),
		...then,
	]);
}

/** Hands a part in, as a step HTTP Request does. */
export function callPart({ baseUrl }: RunningN8n, id: string, numbers: string[]): Promise<Response> {
	return onceThere(() =>
		fetch(`${baseUrl}/webhook/${id}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ numbers }),
		}),
	);
}

/** Hands all parts in at once. */
export async function callParts(n8n: RunningN8n, id: string, parts: string[][]): Promise<void> {
	const answers = await Promise.all(parts.map((numbers) => callPart(n8n, id, numbers)));
	const refused = answers.find(({ ok }) => !ok);
	if (refused !== undefined) throw new Error(`The webhook answered ${refused.status}: ${await refused.text()}`);
}

/** The executions of a workflow once there are so many and all have ended; the newest first. */
export async function allEnded(n8n: RunningN8n, workflowId: string, count: number): Promise<PartOutcome[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	for (;;) {
		const target = `/executions?limit=${LISTED}&filter=${filter}`;
		const { results } = await n8n.rest<{ results: PartOutcome[] }>('GET', target);
		if (results.length >= count && results.every(({ status }) => !UNDER_WAY.includes(status))) return results;
		await sleep(250);
	}
}

export function inParts(numbers: string[], size: number): string[][] {
	return Array.from({ length: Math.ceil(numbers.length / size) }, (_, part) =>
		numbers.slice(part * size, (part + 1) * size),
	);
}
