import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { createTokenCache } from '../openGateway/access/tokenCache';
import { checkBatch, type BatchDeps } from '../openGateway/batch/batch';
import { createCancellation } from '../openGateway/batch/cancellation';
import { createReport } from '../openGateway/batch/report';
import { createStats, recordRequest, recordRow } from '../openGateway/batch/stats';
import { createClient, type Check } from '../openGateway/client';
import { isSimulated } from '../openGateway/credential/aggregators';
import { hashOfClient } from '../openGateway/credential/secrets';
import { readSettings } from '../openGateway/credential/settings';
import { configurationError, OpenGatewayError } from '../openGateway/errors';
import { createRetryBudget } from '../openGateway/http/retryBudget';
import type { CheckAnswer } from '../openGateway/roaming/status';
import { createSemaphore } from '../openGateway/semaphore';
import { LIMITERS } from '../transport/limiters';
import { n8nClock } from '../transport/n8nClock';
import { createTransport } from '../transport/transports';
import { captureError, toNodeError } from './nodeErrors';
import { readNodeInput, type NodeInput } from './input/nodeInput';
import { readRow, type Row } from './input/row';
import { readRunOptions, readRunOptionsOfRefusedRun, type RunOptions } from './input/runOptions';
import { hintsOf, summaryHint } from './hints';
import { createDuplicates, evaluate } from './output/evaluate';
import { replacedFields, toItem, toReportItem } from './output/items';
import { routeToOutputs, type Result } from './output/route';
import { createProgress } from './progress';
import { openStateStore } from './openStateStore';
import type { RecalledState, StateStore } from './stateStore';

/** Outlives an execution, so that a scheduled run that follows soon asks for no token twice. */
const TOKENS = createTokenCache(10_000);
/**
 * Checks the number of each input item: item -> row -> check -> answer -> evaluation -> result -> output.
 *
 * @returns the items of each output
 * @throws NodeApiError or NodeOperationError for the first number that failed, where On Error is "Stop Workflow"; the
 *   running checks are cancelled then
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const input = readNodeInput(context);
	const credential = await readCredential(context);
	return run(context, input, credential).catch((thrown: unknown) => {
		throw toNodeError(input.node, thrown, 0);
	});
}

async function run(
	context: IExecuteFunctions,
	input: NodeInput,
	credential: IDataObject | OpenGatewayError,
): Promise<INodeExecutionData[][]> {
	const { node, inputs, stopsAtError } = input;
	const startedAtMs = n8nClock.now();
	const startedMonotonicMs = n8nClock.monotonicMs();
	const setup = captureError(node, 0, () => openRun(context, input, credential));
	const { options, states, refusal, batch, progress, retriesUsed } =
		setup instanceof OpenGatewayError ? openRefusedRun(context, input, setup) : setup;
	const execution = context.getExecutionId();
	const duplicates = createDuplicates();
	const replaced = new Set<string>();
	const simulated = !(credential instanceof OpenGatewayError) && isSimulated(credential.aggregator);

	function finish(row: Row, answer: CheckAnswer): Result {
		const { itemIndex, phoneNumber, purpose, lastState = UNKNOWN_STATE } = row;
		const evaluation = evaluate(
			answer,
			{
				lastState: { ...lastState, state: states.latest(phoneNumber) ?? lastState.state },
				purpose,
				findDuplicate: (certain) => duplicates.find(phoneNumber, itemIndex, certain),
				execution,
				nowMs: n8nClock.now(),
			},
			options.evaluation,
		);
		recordRow(batch.stats, evaluation.answer, evaluation.change);
		progress.report();
		if (
			stopsAtError &&
			evaluation.isError &&
			evaluation.answer instanceof OpenGatewayError &&
			isAttempted(evaluation.answer)
		) {
			const advice = inputs.length > 1 && refusal === undefined ? KEEP_OTHERS : '';
			throw toNodeError(node, evaluation.answer, row.itemIndex, advice);
		}
		const { outcome, isEmitted } = evaluation;
		const stateFields = row.lastState === undefined ? row.stateFields : states.remember(phoneNumber, evaluation.state);
		const item = isEmitted ? toItem({ row, evaluation, stateFields, simulated }, node, options.shape) : undefined;
		for (const name of replacedFields(row, stateFields, item)) replaced.add(name);
		return { outcome, item };
	}

	const results = await checkBatch(
		inputs.length,
		(itemIndex) => readRow(input, states, options, itemIndex, refusal),
		finish,
		batch,
	);
	const stateHints = states.commit();
	const tookMs = Math.round(n8nClock.monotonicMs() - startedMonotonicMs);
	const report = createReport(batch.stats, retriesUsed(), startedAtMs, startedAtMs + tookMs, simulated);
	progress.addSummaryHint(summaryHint(report, simulated, refusal));
	for (const message of [...stateHints, ...hintsOf(context, node, options, replaced)]) {
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	}
	const summary = options.summaryIfEmpty ? toReportItem(report) : undefined;
	const outputs = routeToOutputs(results, options.outputMode, node, summary);
	return options.report ? [...outputs, [toReportItem(report)]] : outputs;
}

/** Where one number stops the run. */
const KEEP_OTHERS =
	"To keep the answers of the other numbers, choose 'Continue' or 'Continue (using error output)' in Settings > On Error.";

/** A number whose turn did not come is no reason to throw away what the others brought. */
function isAttempted({ code }: OpenGatewayError): boolean {
	return code !== 'NOT_ATTEMPTED';
}

/** Of a row whose state or number could not be read. */
const UNKNOWN_STATE: RecalledState = { state: {}, warning: null };

/** What all numbers of one execution share. */
interface Run {
	options: RunOptions;
	states: StateStore;
	/** Why no number can be checked. */
	refusal: OpenGatewayError | undefined;
	batch: BatchDeps;
	progress: ReturnType<typeof createProgress>;
	retriesUsed(): number;
}

/** @throws OpenGatewayError of stage `validation` where the credential or an option of the run cannot be used */
function openRun(
	context: IExecuteFunctions,
	{ form, asTool }: NodeInput,
	credential: IDataObject | OpenGatewayError,
): Run {
	if (credential instanceof OpenGatewayError) throw credential;
	const settings = readSettings(credential);
	const origin = isSimulated(credential.aggregator) ? 'simulator' : 'network';
	const options = readRunOptions(form.forRun(), asTool, origin);
	const states = openStateStore(options.stateSource, context);

	const deadlineMs = options.maxDurationMs > 0 ? n8nClock.monotonicMs() + options.maxDurationMs : Infinity;
	const retryBudget = createRetryBudget();
	const semaphore = createSemaphore(options.concurrency, options.maxConsentPending);
	const stats = createStats();
	const progress = createProgress(context, { stats, semaphore }, n8nClock);
	const { check } = createClient(
		settings,
		{
			transport: createTransport(isSimulated(credential.aggregator), options.connection, context.helpers),
			clock: n8nClock,
			deadlineMs,
			limiter: LIMITERS.open(
				{ hash: hashOfClient(settings), requestsPerSecond: settings.requestsPerSecond },
				{
					maxConcurrency: options.concurrency,
					requestsPerSecond: options.requestsPerSecond,
					deadlineMs,
					onHostDown: (host) => stats.hostsDown.add(host),
				},
			),
			random: Math.random,
			retryBudget,
			releaseWhile: semaphore.releaseWhile,
			onRequest: (event) => {
				recordRequest(stats, event);
				progress.report();
			},
		},
		TOKENS,
	);
	const cancellation = createCancellation(context.getExecutionCancelSignal());
	const batch = { check, clock: n8nClock, semaphore, cancellation, stats, deadlineMs };
	return { options, states, refusal: undefined, batch, progress, retriesUsed: retryBudget.used };
}

/**
 * A run in which nothing is sent, since the credential or an option cannot be used. Each number still gets its item, with
 * what keeps it from being checked, where the next steps look for it.
 */
function openRefusedRun(context: IExecuteFunctions, { node, asTool }: NodeInput, refusal: OpenGatewayError): Run {
	const semaphore = createSemaphore(1);
	const stats = createStats();
	const batch = {
		check: REFUSED_CHECK,
		clock: n8nClock,
		semaphore,
		cancellation: createCancellation(context.getExecutionCancelSignal()),
		stats,
		deadlineMs: Infinity,
	};
	const options = readRunOptionsOfRefusedRun(node, asTool);
	return {
		options,
		states: openStateStore(options.stateSource, context),
		refusal,
		batch,
		progress: createProgress(context, { stats, semaphore }, n8nClock),
		retriesUsed: () => 0,
	};
}

/** Is never called, since each row of a refused run has its refusal for an answer. */
const REFUSED_CHECK: Check = () => Promise.reject(new Error('A refused run checks no number.'));

/** A credential that n8n cannot read is an answer to each number, like every other refusal. */
export async function readCredential(context: IExecuteFunctions): Promise<IDataObject | OpenGatewayError> {
	try {
		return await context.getCredentials('openGatewayApi');
	} catch (thrown) {
		// n8n's own words, such as "Node does not have any credentials set"; they hold no value of the credential.
		const reason = thrown instanceof Error ? `: ${thrown.message}` : '';
		return configurationError(
			`n8n cannot read the Open Gateway credential${reason}`,
			"Open the node, choose the credential in 'Credential to connect with', and test it there.",
		);
	}
}
