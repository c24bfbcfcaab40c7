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
			purpose: readPurpose(purpose === OTHER_PURPOSE ? customPurpose : purpose),
			maxConsentWaitMs: readNumber('Max Consent Wait', options.maxConsentWait ?? 60, 0, 'seconds') * 1000,
			timeoutMs: Math.min(MAX_TIMEOUT_MS, readNumber('Timeout', options.timeout ?? 40, 1, 'seconds') * 1000),
			maxAttempts: readNumber('Max Attempts', options.maxAttempts ?? 3, 1, 'times'),
			reuseTokens: options.reuseTokens !== false,
		},
	};
}

function readPurpose(written: unknown): string {
	const purpose = String(written).trim().replace(/^dpv:/, '');
	if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(purpose)) return purpose;
	throw configurationError(
		'The purpose is not the name of one',
		'Write one word as in the vocabulary, for example FraudPreventionAndDetection.',
	);
}
