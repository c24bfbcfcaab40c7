import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isSimulated } from '../openGateway/aggregators';
import { createTokenCache } from '../openGateway/authorization/tokenCache';
import { createRetryBudget } from '../openGateway/batch/retryBudget';
import { createTraffic } from '../openGateway/batch/traffic';
import { createWindow, mapWithWindow } from '../openGateway/batch/window';
import { createClient, type CheckOptions } from '../openGateway/client';
import { createError, OpenGatewayError } from '../openGateway/errors';
import type { RoamingStatus } from '../openGateway/roaming/status';
import { readSettings } from '../openGateway/settings';
import type { Transport } from '../openGateway/transport';
import { readForm, readRequestsPerSecond, toCheckRequest } from './checkRequest';
import { pickInputFields } from './inputFields';
import type { CheckResult } from './items';
import { n8nClock } from './n8nClock';
import { toNodeError } from './nodeErrors';

/** Numbers at work at once; few enough not to be felt by an aggregator. */
const WINDOW = 10;

/** Numbers begun at once, those whose subscribers have not consented yet included; so many people are asked at most. */
const MAX_BEGUN = 500;

/** Outlives an execution, so that a scheduled run that comes back soon asks for no token twice. */
const TOKENS = createTokenCache(10_000);

/**
 * Checks the number of each input item.
 *
 * @param transport the way to the aggregator
 * @returns one result an item, in input order
 * @throws NodeApiError or NodeOperationError for the first number without an answer, where the node is to stop at it;
 *   the checks under way are called off then
 */
export async function checkItems(
	context: IExecuteFunctions,
	credential: IDataObject,
	transport: Transport,
): Promise<CheckResult[]> {
	const stop = new AbortController();
	const signals = [stop.signal, context.getExecutionCancelSignal()].filter((signal) => signal !== undefined);
	const window = createWindow(WINDOW, MAX_BEGUN);
	const openClient = once(() =>
		createClient(
			readSettings(credential),
			{
				transport,
				clock: n8nClock,
				traffic: createTraffic(n8nClock, WINDOW, readRequestsPerSecond(readForm(context, 0))),
				random: Math.random,
				retryBudget: createRetryBudget(),
				stepAside: window.stepAside,
			},
			TOKENS,
		),
	);

	const startedAtMs = n8nClock.now();
	let quotaIsUsedUp = false;

	/** Why a number that has not begun is not begun any more. */
	function reasonToEnd(maxDurationMs: number): OpenGatewayError | undefined {
		const attempted = false;
		if (quotaIsUsedUp) return createError({ stage: 'roaming', code: 'QUOTA_EXCEEDED', attempted });
		const isOver = maxDurationMs > 0 && n8nClock.now() - startedAtMs >= maxDurationMs;
		return isOver ? createError({ stage: 'validation', code: 'NOT_ATTEMPTED', attempted }) : undefined;
	}

	/** Rows with the same number and purpose share one check. */
	const checks = new Map<string, Promise<RoamingStatus>>();
	function checkOnce(phoneNumber: string, options: CheckOptions): Promise<RoamingStatus> {
		const key = `${phoneNumber} ${options.purpose}`;
		const begun = checks.get(key);
		if (begun !== undefined) return window.stepAside(() => begun);
		const check = openClient().check(phoneNumber, options);
		checks.set(key, check);
		return check;
	}

	async function checkItem(json: IDataObject, itemIndex: number): Promise<CheckResult> {
		const known: Omit<CheckResult, 'answer' | 'checkedAt'> = {
			itemIndex,
			inputFields: {},
			phoneNumber: '',
			simulated: isSimulated(credential.aggregator),
		};
		try {
			const form = readForm(context, itemIndex);
			known.inputFields = pickInputFields(json, form.options.includeInputFields, form.options.inputFields);
			known.phoneNumber = form.phoneNumber;
			const { phoneNumber, options, maxDurationMs } = toCheckRequest(form);
			known.phoneNumber = phoneNumber;
			const end = reasonToEnd(maxDurationMs);
			if (end !== undefined) throw end;

			// A signal of its own for each number: Node warns of more than ten listeners on one.
			const answer = await checkOnce(phoneNumber, { ...options, signal: AbortSignal.any(signals) });
			return { ...known, answer, checkedAt: answer.checkedAt };
		} catch (thrown) {
			quotaIsUsedUp ||= thrown instanceof OpenGatewayError && thrown.code === 'QUOTA_EXCEEDED';
			if (thrown instanceof OpenGatewayError && context.continueOnFail()) {
				return { ...known, answer: thrown, checkedAt: new Date(n8nClock.now()).toISOString() };
			}
			throw toNodeError(context.getNode(), thrown, itemIndex);
		}
	}

	const items = context.getInputData();
	return mapWithWindow(items, window, ({ json }, itemIndex) => checkItem(json, itemIndex)).finally(() => stop.abort());
}

/** Made where a number needs it, so that a credential that cannot be used is the error of each number, not of none. */
function once<Value>(make: () => Value): () => Value {
	let made: { value: Value } | undefined;
	return () => (made ??= { value: make() }).value;
}
