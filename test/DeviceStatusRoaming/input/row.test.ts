import type { IDataObject, INode } from 'n8n-workflow';
import type { FilledForm } from '../../../nodes/DeviceStatusRoaming/input/form';
import { readRow } from '../../../nodes/DeviceStatusRoaming/input/row';
import { readRunOptionsOfRefusedRun } from '../../../nodes/DeviceStatusRoaming/input/runOptions';
import { NO_STATES } from '../../../nodes/DeviceStatusRoaming/stateStore';
import { configurationError, OpenGatewayError } from '../../../nodes/openGateway/errors';

const FORM: FilledForm = {
	phoneNumber: '+34 666 555 341',
	purpose: 'FraudPreventionAndDetection',
	customPurpose: '',
	options: {},
};

const OPTIONS = readRunOptionsOfRefusedRun({ parameters: {} });

function row(form: Partial<FilledForm> = {}, json: IDataObject = {}, refusal?: OpenGatewayError) {
	const input = {
		node: { name: 'Node' } as INode,
		inputs: [{ json: {} }, { json }],
		form: {
			forItem: () => ({ ...FORM, ...form }),
			lastState: () => undefined,
			confirm: () => undefined,
			forRun: () => {
				throw new Error('A row does not read the options of the run.');
			},
		},
	};
	return readRow(input, NO_STATES, OPTIONS, 1, refusal);
}

test('says what to check, with the default of each option', () => {
	expect(row()).toMatchObject({
		itemIndex: 1,
		phoneNumber: '+34666555341',
		purpose: 'FraudPreventionAndDetection',
		request: {
			phoneNumber: '+34666555341',
			options: { maxConsentWaitMs: 60_000, timeoutMs: 40_000, maxAttempts: 3, reuseTokens: true },
		},
	});
});

test('a Timeout beyond what a timer can hold, 2^31 ms, is a day', () => {
	expect(row({ options: { timeout: 3_000_000 } }).request).toMatchObject({ options: { timeoutMs: 86_400_000 } });
});

test('a phone number that cannot be used is the error of the row, and stays as it was given', () => {
	const { phoneNumber, request } = row({ phoneNumber: 'none' });
	expect(phoneNumber).toBe('none');
	expect(request).toMatchObject({ code: 'INVALID_PHONE_NUMBER', stage: 'validation' });
});

test.each([
	[{ maxConsentWait: -1 }, 'Max Consent Wait'],
	[{ timeout: 0 }, 'Timeout'],
	[{ maxAttempts: 'many' }, 'Max Attempts'],
])('the option %j is refused by its name', (options, label) => {
	const { request } = row({ options });
	expect(request).toBeInstanceOf(OpenGatewayError);
	expect((request as OpenGatewayError).message).toContain(label);
});

test('a custom purpose is taken without the prefix dpv:', () => {
	expect(row({ purpose: 'other', customPurpose: ' dpv:ServicePersonalisation ' }).purpose).toBe(
		'ServicePersonalisation',
	);
});

test('carries the input fields that are asked for also where the number cannot be used', () => {
	const options = { includeInputFields: 'selected', inputFields: 'customer' };
	expect(row({ phoneNumber: '', options }, { customer: 7, other: 8 }).inputFields).toEqual({ customer: 7 });
});

test('in a refused run each row carries the refusal, and its own error where it has one', () => {
	const refusal = configurationError('The credential is empty', 'Fill it in.');
	expect(row({}, {}, refusal).request).toBe(refusal);
	expect(row({ phoneNumber: 'none' }, {}, refusal).request).toMatchObject({ code: 'INVALID_PHONE_NUMBER' });
});
