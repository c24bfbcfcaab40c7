import { createStats, recordCheck, recordRequest } from '../../../nodes/openGateway/batch/stats';
import type { RequestEvent } from '../../../nodes/openGateway/http/send';

const event = (stage: RequestEvent['stage'], status: number | null): RequestEvent => ({
	stage,
	host: 'a.example',
	status,
	tookMs: 1,
});

test('counts the requests of each stage, also those without a response', () => {
	const stats = createStats();
	for (const [stage, status] of [
		['authorize', 200],
		['token', 400],
		['token', 200],
		['roaming', null],
	] as const)
		recordRequest(stats, event(stage, status));
	expect(stats.requests).toEqual({ authorize: 1, token: 2, roaming: 1 });
});

test('counts a prompt for each accepted authorization request, and for no other request', () => {
	const stats = createStats();
	for (const status of [200, 201, 400, 503, null]) recordRequest(stats, event('authorize', status));
	recordRequest(stats, event('token', 200));
	expect(stats.prompts).toBe(2);
});

test('counts the responses that ask for a pause', () => {
	const stats = createStats();
	for (const status of [429, 503, 500, 200, null]) recordRequest(stats, event('roaming', status));
	expect(stats.throttles).toBe(2);
});

test('counts checks by their duration', () => {
	const stats = createStats();
	for (const tookMs of [5, 7, 5]) recordCheck(stats, tookMs);
	expect(stats.uniqueNumbers).toBe(3);
	expect(stats.checkMs).toEqual(
		new Map([
			[5, 2],
			[7, 1],
		]),
	);
});
