import { isErrorBody, isHtml } from '../../../nodes/openGateway/http/errorBody';

describe('with a status of success', () => {
	test.each([
		{ error: 'invalid_scope' },
		{ error: { code: 'DENIED' } },
		{ error: 'Something went wrong' },
		{ errors: [{ message: 'No' }] },
		{ fault: { faultstring: 'No' } },
		{ requestError: { policyException: { text: 'No' } } },
	])('%j is an error', (body) => {
		expect(isErrorBody(body)).toBe(true);
	});

	test.each([
		{ roaming: false },
		{ roaming: true, error: null },
		{ roaming: true, error: '', errors: [] },
		{ roaming: true, error: false },
		{ roaming: true, error: { code: 0 } },
		{ auth_req_id: 'a', code: 200, message: 'OK' },
		'text',
		[],
		undefined,
	])('%j is none', (body) => {
		expect(isErrorBody(body)).toBe(false);
	});
});

test.each([
	['<!DOCTYPE html><html>', true],
	['\n <HTML><HEAD>', true],
	['<!-- page --><html>', true],
	['<?xml version="1.0"?><html xmlns="x">', true],
	['<?xml version="1.0"?><fault>', false],
	['{"a":"<html>"}', false],
	['error code: 1020', false],
])('%j is a page for people: %j', (text, expected) => {
	expect(isHtml(text)).toBe(expected);
});
