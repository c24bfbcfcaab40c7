import type { Sandbox } from '../sandbox/sandbox';
import { runNode, sandboxCredential, type NodeRun } from './runNode';

export const ROAMING = '+34666555001';
export const HOME = '+34666555002';
export const NOT_KNOWN = '+34666550107';
export const PENDING = '+34666900105';

/** Runs of the node on the sandbox of a test, and what they send to it. */
export function runsOn(sandbox: () => Sandbox) {
	const run = (phoneNumbers: unknown[], rest: Partial<NodeRun> = {}) =>
		runNode({
			inputs: phoneNumbers.map((phoneNumber) => ({ phoneNumber })) as NodeRun['inputs'],
			credential: sandboxCredential(sandbox()),
			...rest,
		});
	const requestsTo = (path: string) => sandbox().requests.filter((request) => request.path === path);
	return { run, requestsTo };
}

/** A number that is not covered counts as an error then. */
export const strict: Partial<NodeRun> = { parameters: { options: { notCoveredIsError: true } } };
