import type { INode, INodeExecutionData } from 'n8n-workflow';
import { withErrorOutput } from '../../../nodes/DeviceStatusRoaming/output/items';
import { routeToOutputs, type Result } from '../../../nodes/DeviceStatusRoaming/output/route';

const node = (settings: Partial<INode> = {}) => ({ name: 'Node', ...settings }) as INode;
const answered = (name: string, outcome: Result['outcome'] = 'home'): Result => ({
	outcome,
	item: { json: { name } },
});
const failed = (name: string): Result => ({
	outcome: 'failed',
	item: withErrorOutput({ json: { error: name, details: { name } } }, new Error(name)),
});
const names = (outputs: INodeExecutionData[][]) =>
	outputs.map((items) => items.map(({ json }) => json.name ?? json.error ?? json.details));

test('one output holds all items in input order', () => {
	const results = [answered('1'), answered('2', 'roaming'), answered('3', 'failed')];
	expect(names(routeToOutputs(results, 'single', node()))).toEqual([['1', '2', '3']]);
});

test('a row without an item has none in any output', () => {
	const results: Result[] = [answered('1'), { outcome: 'home', item: undefined }, answered('3')];
	expect(names(routeToOutputs(results, 'single', node()))).toEqual([['1', '3']]);
	expect(names(routeToOutputs(results, 'byOutcome', node()))[1]).toEqual(['1', '3']);
});

test('each outcome has its output, in the order of the canvas', () => {
	const outcomes = ['failed', 'notCovered', 'consentPending', 'unknown', 'home', 'roaming'] as const;
	const results = outcomes.map((outcome) => answered(outcome, outcome));
	expect(names(routeToOutputs(results, 'byOutcome', node()))).toEqual([
		['roaming'],
		['home'],
		['unknown'],
		['consentPending'],
		['notCovered'],
		['failed'],
	]);
});

test('with an error output, the failed items stand behind the others and each kind keeps its order', () => {
	const results = [failed('1'), answered('2'), failed('3'), answered('4')];
	expect(names(routeToOutputs(results, 'single', node({ onError: 'continueErrorOutput' })))).toEqual([
		['2', '4', '1', '3'],
	]);
});

test('with "Retry On Fail", the first item never has json.error', () => {
	const settings = { onError: 'continueErrorOutput', retryOnFail: true } as const;
	const [items = []] = routeToOutputs([failed('1'), failed('2')], 'single', node(settings));
	expect(items.map(({ json }) => json.error)).toEqual([undefined, '2']);
	expect(items[0]?.json.details).toEqual({ name: '1' });
	// n8n moves it to the error output by this property.
	expect(items[0]?.error).toBeInstanceOf(Error);
});
