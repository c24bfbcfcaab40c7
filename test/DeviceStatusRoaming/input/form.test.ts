import type { IExecuteFunctions } from 'n8n-workflow';
import { createFormReader } from '../../../nodes/DeviceStatusRoaming/input/form';

test('n8n is asked for each item where an expression stands, and once where none does', () => {
	const asked: string[] = [];
	const context = {
		getNode: () => ({
			parameters: {
				phoneNumber: '={{ $json.phone.number }}',
				purpose: 'ServiceProvision',
				lastState: '={{ $json.state }}',
				options: { timeout: 5, deep: { customScope: '={{ $json.scope }}' } },
			},
		}),
		getInputData: () => [{ json: { state: 'first' } }, { json: { state: 'second' } }],
		getNodeParameter: (name: string, itemIndex: number, fallback: unknown) => {
			asked.push(`${name} ${itemIndex}`);
			return name === 'customPurpose' ? fallback : `${name} of ${itemIndex}`;
		},
	} as unknown as IExecuteFunctions;
	const { forItem } = createFormReader(context);
	expect([forItem(0), forItem(1)]).toEqual([
		{
			phoneNumber: 'phoneNumber of 0',
			purpose: 'purpose of 0',
			customPurpose: '',
			lastState: 'first',
			options: 'options of 0',
		},
		{
			phoneNumber: 'phoneNumber of 1',
			purpose: 'purpose of 0',
			customPurpose: '',
			lastState: 'second',
			options: 'options of 1',
		},
	]);
	expect(asked).toEqual(['phoneNumber 0', 'purpose 0', 'customPurpose 0', 'options 0', 'phoneNumber 1', 'options 1']);
});
