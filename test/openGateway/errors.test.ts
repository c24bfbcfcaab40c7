import { createError, hintOf, KNOWN_CODES, messageOf, outcomeOf } from '../../nodes/openGateway/errors';

describe('the table of codes', () => {
	test.each(KNOWN_CODES)('%s has a sentence and a hint for a person', (code) => {
		const { message, hint } = createError({ stage: 'roaming', code });
		expect(message).toMatch(/^[A-Z].*[^.]$/);
		expect(hint).toMatch(/^[A-Z].*\.$/);
		// n8n's UX guidelines want none of these words in front of a user.
		expect(`${message} ${hint}`).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
	});

	test.each([
		['unknown_user_id', 'notCovered'],
		['IDENTIFIER_NOT_FOUND', 'notCovered'],
		['NOT_FOUND', 'notCovered'],
		['SERVICE_NOT_APPLICABLE', 'notCovered'],
		['CONSENT_PENDING', 'consentPending'],
		['expired_token', 'consentPending'],
		['access_denied', 'failed'],
		['ENDPOINT_NOT_FOUND', 'failed'],
		// A passing state of the network, not a number that the operator does not serve.
		['UNABLE_TO_PROVIDE_ROAMING_STATUS', 'unknown'],
		['FIREWALL', 'failed'],
		['never heard of', 'failed'],
	])('%s counts as %s', (code, outcome) => {
		expect(outcomeOf(code)).toBe(outcome);
	});
});

test.each(['constructor', 'toString', '__proto__'])('%s is no code of the table', (code) => {
	expect(messageOf(code)).toBe('The aggregator rejected the request');
	expect(hintOf(code)).toBe('Look up the code in the documentation of the aggregator.');
	expect(createError({ stage: 'roaming', code }).retryable).toBe(false);
});
