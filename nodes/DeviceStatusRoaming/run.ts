import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isSimulated } from '../openGateway/credential/aggregators';
import { createTokenCache } from '../openGateway/access/tokenCache';
import type { BatchSurroundings } from '../openGateway/batch/batch';
import { createCancellation } from '../openGateway/batch/cancellation';
import { createRetryBudget, type RetryBudget } from '../openGateway/http/retryBudget';
import { countingTransport, createTally } from '../openGateway/batch/stats';
import { createTraffic } from '../openGateway/http/limiter';
import { createWindow } from '../openGateway/semaphore';
import { createClient } from '../openGateway/client';
import { readSettings } from '../openGateway/credential/settings';
import type { RunForm } from './input/form';
import { n8nClock } from '../transport/n8nClock';
import { createProgress, type Progress } from './progress';
import { readRunOptions, type RunOptions } from './input/runOptions';
import { openStates, type States } from './stateStore';
import { openTransport } from '../transport/transports';

/** What all numbers of one execution share. */
export interface Run {
	options: RunOptions;
	batch: BatchSurroundings;
	retryBudget: RetryBudget;
	states: States;
	progress: Progress;
}

/** Outlives an execution, so that a scheduled run that comes back soon asks for no token twice. */
const TOKENS = createTokenCache(10_000);

/**
 * @param form of the first item, which speaks for the run
 * @throws OpenGatewayError of stage `validation` where the credential or an option of the run cannot be used
 */
export function openRun(context: IExecuteFunctions, credential: IDataObject, form: RunForm): Run {
	const settings = readSettings(credential);
	const options = readRunOptions(form, context.getNode(), isTool(context));
	const states = openStates(options.stateSource, context);
	const transport = openTransport(isSimulated(credential.aggregator), options.connection, context.helpers);

	const retryBudget = createRetryBudget();
	const window = createWindow(options.concurrency, options.maxConsentPending);
	const tally = createTally();
	const progress = createProgress(context, { tally, window }, n8nClock);
	const { check } = createClient(
		settings,
		{
			transport: progress.watch(countingTransport(tally, settings, transport)),
			clock: n8nClock,
			traffic: createTraffic(n8nClock, options.concurrency, options.requestsPerSecond),
			random: Math.random,
			retryBudget,
			stepAside: window.stepAside,
		},
		TOKENS,
	);
	const cancellation = createCancellation(context.getExecutionCancelSignal());
	const { maxDurationMs } = options;
	const batch = { check, clock: n8nClock, window, cancellation, tally, maxDurationMs };
	return { options, batch, retryBudget, states, progress };
}

/** Whether a model called the node: `isToolExecution` came with n8n 2.8, and n8n names the type after the node's own. */
function isTool(
	context: Pick<IExecuteFunctions, 'getNode'> & Partial<Pick<IExecuteFunctions, 'isToolExecution'>>,
): boolean {
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}
