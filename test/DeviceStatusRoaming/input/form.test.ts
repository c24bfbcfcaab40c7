import type { IExecuteFunctions } from 'n8n-workflow';
import { createFormReader } from '../../../nodes/DeviceStatusRoaming/input/form';

test('n8n is asked for each item where an expression stands, and once where none does', () => {
	const asked: string[] = [];
	const context = {
		getNode: () => ({
			parameters: {
				operation: 'detectChanges',
				phoneNumber: '={{ $json.phone.number }}',
				purpose: 'ServiceProvision',
				lastState: '={{ $json.roamingState }}',
				options: { timeout: 5, deep: { customScope: '={{ $json.scope }}' } },
			},
		}),
		getInputData: () => [{ json: { roamingState: 'first' } }, { json: { state: 'California' } }],
		getNodeParameter: (name: string, itemIndex: number, fallback: unknown) => {
			asked.push(`${name} ${itemIndex}`);
			if (name === 'options') return { of: itemIndex, tuning: { values: { timeout: 5 } } };
			return name === 'customPurpose' ? fallback : `${name} of ${itemIndex}`;
		},
	} as unknown as IExecuteFunctions;
	const { forItem, lastState } = createFormReader(context);
	expect([forItem(0), forItem(1)]).toEqual([
		{
			phoneNumber: 'phoneNumber of 0',
			purpose: 'purpose of 0',
			customPurpose: '',
			options: { of: 0, timeout: 5 },
		},
		{
			phoneNumber: 'phoneNumber of 1',
			purpose: 'purpose of 0',
			customPurpose: '',
			options: { of: 1, timeout: 5 },
		},
	]);
	expect([lastState(0), lastState(1)]).toEqual(['first', undefined]);
	expect(asked).toEqual(['phoneNumber 0', 'purpose 0', 'customPurpose 0', 'options 0', 'phoneNumber 1', 'options 1']);
});

test('the options of an item are evaluated once, for the item and for its last state', () => {
	const asked: string[] = [];
	const context = {
		getNode: () => ({
			parameters: { operation: 'checkStatus', options: { consent: { values: { lastState: '={{ $json.other }}' } } } },
		}),
		getInputData: () => [{ json: { roamingState: 'not this' } }],
		getNodeParameter: (name: string) => {
			asked.push(name);
			return name === 'options' ? { consent: { values: { lastState: undefined } } } : '';
		},
	} as unknown as IExecuteFunctions;
	const { forItem, lastState } = createFormReader(context);
	expect(lastState(0)).toBeUndefined();
	expect(forItem(0).options).toEqual({ lastState: undefined });
	expect(asked.filter((name) => name === 'options')).toHaveLength(1);
});
