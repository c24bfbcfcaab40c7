import { createTokenCache } from './access/tokenCache';
import { createClient, type CheckOptions, type ClientDeps } from './client';
import { settingsToChange } from './connectionSettings';
import { calledUrls } from './credential/accessFlows';
import { isSimulated, type AggregatorName } from './credential/aggregators';
import { FIELD_LABELS } from './credential/fields';
import { secretsOf } from './credential/secrets';
import { readSettings, type Settings } from './credential/settings';
import { rethrowUnlessApiError, type OpenGatewayError } from './errors';
import { requestText, responseText } from './http/maskedText';
import { createRedactor, type Redactor } from './http/redact';
import type { RequestStage } from './http/send';
import type { HttpRequest, HttpResponse } from './http/transport';

/** One step on the way to an answer. It holds no secret and no whole phone number. */
export interface ConnectionStep {
	/** From 1. */
	step: number;
	name: string;
	result: 'ok' | 'failed' | 'notReached';
	/** What happened, in one or two sentences. */
	message: string;
	/** What to do, where the step failed; else empty. */
	hint: string;
	/** The settings of the credential to look at first, as the form names them. */
	settings: string[];
	/** `null` where the step did not fail. */
	code: string | null;
	/** Requests that were sent, polls and repeats included. */
	requests: number;
	/** Of all of them together, without the waits between. */
	durationMs: number;
	/** The last request and its response; empty where nothing was sent, or nothing came back. */
	request: string;
	response: string;
	/** The `x-correlator` of the last request. */
	correlator: string | null;
}

/** What a step says that went well. */
const OK_MESSAGES: Record<RequestStage, string> = {
	authorize: 'The aggregator accepts the authentication request',
	token: 'The aggregator issues an access token',
	roaming: 'The roaming API answers',
};

/**
 * Goes the way to an answer for one number, and tells each step: what was sent, what came back, how long it took, and,
 * where it failed, which settings to look at. It tries no setting by itself. With CIBA the subscriber may be prompted.
 *
 * @param credential as n8n decrypts it
 * @param phoneNumber E.164
 * @returns a step for the credential and one for each URL that the access flow calls
 */
export async function checkConnection(
	credential: Record<string, unknown>,
	deps: ClientDeps,
	phoneNumber: string,
	options: CheckOptions,
): Promise<ConnectionStep[]> {
	let settings: Settings;
	try {
		settings = readSettings(credential);
	} catch (thrown) {
		return [refusedStep('Credential', rethrowUnlessApiError(thrown))];
	}
	const redactor = createRedactor({ phoneNumber, secrets: secretsOf(settings) });
	const { exchanges, ...recorded } = createRecord(deps, redactor);
	let failure: OpenGatewayError | undefined;
	try {
		// A token of an earlier check would hide the steps that get one.
		const { check } = createClient(settings, { ...deps, ...recorded }, createTokenCache(1));
		await check(phoneNumber, { ...options, reuseTokens: false });
	} catch (thrown) {
		failure = rethrowUnlessApiError(thrown);
		// A private key that cannot be used.
		if (exchanges.length === 0) return [refusedStep('Credential', failure)];
	}

	const failedStage = failure === undefined ? undefined : exchanges.at(-1)?.stage;
	const stages = calledUrls(settings);
	const failedAt = stages.findIndex(({ stage }) => stage === failedStage);
	const steps = stages.map(({ stage, field }, index): ConnectionStep => {
		const sent = readExchanges(
			exchanges.filter((exchange) => exchange.stage === stage),
			phoneNumber,
			redactor,
		);
		const step = { step: index + 2, name: FIELD_LABELS[field] };
		if (failure === undefined || index < failedAt) return { ...step, ...passed('ok', OK_MESSAGES[stage]), ...sent };
		if (index > failedAt) return { ...step, ...passed('notReached', 'An earlier step failed'), ...sent };
		const settingsToLookAt = settingsToChange(failure.code, stage, settings, credential.aggregator as AggregatorName);
		return { ...step, ...failed(failure, settingsToLookAt), ...sent };
	});
	return [acceptedCredential(isSimulated(credential.aggregator)), ...steps];
}

/** What a step came to, in the order in which a person reads it. */
type Verdict = Pick<ConnectionStep, 'result' | 'message' | 'hint' | 'settings' | 'code'>;

const passed = (result: 'ok' | 'notReached', message: string): Verdict => {
	return { result, message, hint: '', settings: [], code: null };
};
const failed = ({ message, hint, code }: OpenGatewayError, settings: string[] = []): Verdict => {
	return { result: 'failed', message, hint, settings, code };
};
const NOTHING_SENT: Sent = { requests: 0, durationMs: 0, request: '', response: '', correlator: null };
/** It comes first, so that nobody takes the simulator's answers for those of a network. */
const acceptedCredential = (simulated: boolean): ConnectionStep => ({
	step: 1,
	name: 'Credential',
	...passed(
		'ok',
		simulated
			? 'Simulated answers: the simulator is chosen, so no network is asked'
			: 'Each field that the access flow needs is filled',
	),
	...NOTHING_SENT,
});

/** The one step where the credential or the form cannot be read: nothing is sent then. */
export function refusedStep(name: string, error: OpenGatewayError): ConnectionStep {
	return { step: 1, name, ...failed(error), ...NOTHING_SENT };
}

interface Exchange {
	stage: RequestStage;
	tookMs: number;
	request: HttpRequest;
	/** Undefined where none came. */
	response: HttpResponse | undefined;
}

/**
 * Keeps what is sent and what comes back as it is, which the events of `send` do not hold. A check sends one request at a
 * time, so the event that follows names the stage.
 */
function createRecord({ transport, onRequest }: ClientDeps, redactor: Redactor) {
	const exchanges: Exchange[] = [];
	let latest: Pick<Exchange, 'request' | 'response'> | undefined;
	const recorded: Pick<ClientDeps, 'transport' | 'onRequest'> = {
		transport: async (request, signal) => {
			redactor.addRequest(request);
			latest = { request, response: undefined };
			const response = await transport(request, signal);
			latest = { request, response };
			return response;
		},
		onRequest: (event) => {
			if (latest !== undefined) exchanges.push({ stage: event.stage, tookMs: event.tookMs, ...latest });
			onRequest(event);
		},
	};
	return { exchanges, ...recorded };
}

/** What a step shows of its requests. */
type Sent = Pick<ConnectionStep, 'requests' | 'durationMs' | 'request' | 'response' | 'correlator'>;

function readExchanges(exchanges: Exchange[], phoneNumber: string, redactor: Redactor): Sent {
	const last = exchanges.at(-1);
	if (last === undefined) return NOTHING_SENT;
	return {
		requests: exchanges.length,
		durationMs: Math.round(exchanges.reduce((sum, { tookMs }) => sum + tookMs, 0)),
		request: requestText(last.request, phoneNumber),
		response: last.response === undefined ? '' : responseText(last.response, redactor),
		correlator: last.request.headers['x-correlator'] ?? null,
	};
}
