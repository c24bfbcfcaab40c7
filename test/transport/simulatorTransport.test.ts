import { createTokenCache } from '../../nodes/openGateway/access/tokenCache';
import { createClient } from '../../nodes/openGateway/client';
import { readSettings } from '../../nodes/openGateway/credential/settings';
import { OpenGatewayError } from '../../nodes/openGateway/errors';
import { outcomeOfAnswer, type CheckAnswer } from '../../nodes/openGateway/roaming/status';
import { SCENARIOS } from '../../nodes/simulator/scenarios';
import { createSimulatorTransport } from '../../nodes/transport/simulatorTransport';
import { NOW, scriptedContext } from '../openGateway/partner';

/** The answer to one number and the seconds that it takes, with the waits that the node has by itself. */
async function check(digits: string): Promise<{ answer: CheckAnswer; seconds: number }> {
	const context = scriptedContext();
	const transport = createSimulatorTransport(context.clock);
	const client = createClient(
		readSettings({ aggregator: 'simulator' }),
		{ ...context, transport },
		createTokenCache(1),
	);
	const options = {
		purpose: 'FraudPreventionAndDetection',
		maxConsentWaitMs: 60_000,
		timeoutMs: 40_000,
		maxAttempts: 3,
		reuseTokens: false,
	};
	const answer = await client
		.check('+34600000000'.slice(0, -digits.length) + digits, options)
		.catch((thrown: unknown) => {
			if (thrown instanceof OpenGatewayError) return thrown;
			throw thrown;
		});
	return { answer, seconds: (context.clock.now() - NOW) / 1000 };
}

/** For each scenario that is no plain answer: its outcome, and its code or country. */
const EXPECTED: Array<[digits: string, outcome: string, detail: string | null]> = [
	['0102', 'roaming', 'FR'],
	['0106', 'failed', 'access_denied'],
	['0107', 'notCovered', 'unknown_user_id'],
	['0124', 'roaming', 'DE'],
	['0199', 'roaming', 'DE'],
	['0340', 'roaming', null],
	['0403', 'failed', 'PERMISSION_DENIED'],
	['0404', 'notCovered', 'NOT_FOUND'],
	['0422', 'notCovered', 'SERVICE_NOT_APPLICABLE'],
	['0429', 'failed', 'TOO_MANY_REQUESTS'],
	['0480', 'home', null],
	['0500', 'failed', 'INTERNAL'],
	['0503', 'failed', 'UNAVAILABLE'],
	['0520', 'failed', 'BAD_GATEWAY'],
	['0901', 'roaming', null],
	['900105', 'consentPending', 'CONSENT_PENDING'],
	['900430', 'failed', 'QUOTA_EXCEEDED'],
];

test('each scenario other than a plain answer has an expectation', () => {
	const rare = SCENARIOS.map(({ digits }) => digits).filter((digits) => digits.length > 1);
	expect(EXPECTED.map(([digits]) => digits).sort()).toEqual(rare.sort());
});

test.each(EXPECTED)('a number in %s: %s, %s', async (digits, outcome, detail) => {
	const { answer } = await check(digits);
	expect(outcomeOfAnswer(answer)).toBe(outcome);
	expect(answer instanceof OpenGatewayError ? answer.code : answer.country).toBe(detail);
});

test.each(SCENARIOS.map(({ digits }) => digits).filter((digits) => digits.length === 1))(
	'a number in %s is answered at once, with a status that is five minutes old',
	async (digits) => {
		const { answer, seconds } = await check(digits);
		expect(answer).toMatchObject({ statusAgeSeconds: 300 });
		expect(seconds).toBe(0);
	},
);

test.each(EXPECTED.map(([digits]) => digits).filter((digits) => digits.length === 4))(
	'a number in %s takes no more than ten seconds and does not end the run',
	async (digits) => {
		const { answer, seconds } = await check(digits);
		expect(seconds).toBeLessThanOrEqual(10);
		expect(answer).not.toMatchObject({ code: 'QUOTA_EXCEEDED' });
	},
);
