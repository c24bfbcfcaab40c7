import type { CheckRequest } from '../../openGateway/batch/batch';
import { configurationError } from '../../openGateway/errors';
import { normalizePhoneNumber } from '../../openGateway/phoneNumber';
import { readNumber, type FilledForm } from './form';
import { OTHER_PURPOSE } from '../description/parameters';

/** A day. A longer timer than 24.8 days ends at once in Node.js, and no server is waited for so long. */
const MAX_TIMEOUT_MS = 86_400_000;

/**
 * What the form asks for one item.
 *
 * @throws OpenGatewayError of stage `validation`, before anything is sent
 */
export function toCheckRequest({ phoneNumber, purpose, customPurpose, options }: FilledForm): CheckRequest {
	return {
		phoneNumber: normalizePhoneNumber(phoneNumber, String(options.defaultCountryCode ?? '')),
		options: {
			purpose: readPurpose(purpose, customPurpose),
			maxConsentWaitMs: readNumber('Max Consent Wait (Seconds)', options.maxConsentWait ?? 60, 0, 'seconds') * 1000,
			timeoutMs: Math.min(MAX_TIMEOUT_MS, readNumber('Timeout (Seconds)', options.timeout ?? 40, 1, 'seconds') * 1000),
			maxAttempts: readNumber('Max Attempts', options.maxAttempts ?? 3, 1, 'times'),
			reuseTokens: options.reuseTokens !== false,
		},
	};
}

/** @throws OpenGatewayError of stage `validation` where it is no word of the vocabulary */
export function readPurpose(chosen: unknown, custom: unknown): string {
	const purpose = String(chosen === OTHER_PURPOSE ? custom : chosen)
		.trim()
		.replace(/^dpv:/, '');
	if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(purpose)) return purpose;
	throw configurationError(
		'The purpose is not the name of one',
		'Write one word as in the vocabulary, for example FraudPreventionAndDetection.',
	);
}
