import type { Locator, Page } from 'playwright-core';
import { NEWEST_N8N } from '../../installed/versions';
import { OWNER, signInOwner, type StoredWorkflow } from '../n8n';
import { describeInN8n, type World, type WorldOptions } from '../scenarios';
import { createEditor, type Editor } from './editor';
import { openBrowser, type OpenBrowser } from './openBrowser';
import { takePicture } from './pictures';

/** What the scenarios in a browser share; each field is there once the first of them begins. */
export interface Stage {
	world: World;
	page: Page;
	editor: Editor;
	part(name: string): Locator;
	/** Stores a workflow, and opens it in the editor. */
	openPrepared(workflow: StoredWorkflow): Promise<void>;
	/** The texts of a table, row by row, with the names of the columns first. */
	tableOf(panel: Locator): Promise<string[][]>;
	/** From the title of the open node to the last line of its form, which is 'Add option' unless given. */
	takePictureOfNode(name: string, lastLine?: string): Promise<void>;
	/** Labels that end with an ellipsis, since the form has no room for them. */
	cutOffLabels(): Promise<string[]>;
}

/** Describes scenarios in a browser, in which the owner of a new n8n has signed up; in the newest version only. */
export function describeInBrowser(
	options: Pick<WorldOptions, 'content' | 'examples'>,
	describeScenarios: (stage: Stage) => void,
): void {
	let browser: OpenBrowser | undefined;
	afterAll(() => browser?.close());

	async function signUp(baseUrl: string): Promise<string> {
		browser = await openBrowser();
		return signUpInBrowser(browser.page, baseUrl);
	}
	describeInN8n({ ...options, signUp, onlyIn: NEWEST_N8N }, (world) => {
		const stage = {} as Stage;
		beforeAll(() => {
			if (browser === undefined) throw new Error('The browser is not open.');
			Object.assign(stage, createStage(world, browser.page));
		});
		describeScenarios(stage);
	});
}

/** The session that is returned is another one, since n8n binds the browser's to the browser. */
async function signUpInBrowser(page: Page, baseUrl: string): Promise<string> {
	await page.goto(baseUrl);
	for (const [field, value] of Object.entries(OWNER)) await page.getByTestId(field).locator('input').fill(value);
	await page.getByTestId('form-submit-button').click();
	await page.getByTestId('project-home-menu-item').waitFor();

	return signInOwner(baseUrl);
}

function createStage(world: World, page: Page): Stage {
	const editor = createEditor(page, world.n8n.baseUrl);
	const { part } = editor;
	return {
		world,
		page,
		editor,
		part,
		openPrepared: async (workflow) => {
			const { id } = await world.n8n.rest<{ id: string }>('POST', '/workflows', {
				...workflow,
				id: undefined,
				settings: { executionOrder: 'v1' },
			});
			await editor.openWorkflow(id);
		},
		tableOf: async (panel) => {
			const rows = await panel.locator('table tr').all();
			return Promise.all(
				rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map((text) => text.trim())),
			);
		},
		takePictureOfNode: async (name, lastLine = 'collection-parameter-add') => {
			const parts = ['node-title-container', 'ndv-close-button', lastLine].map(part);
			await takePicture(page, name, parts, { margin: [20, 20, 30, 50] });
		},
		cutOffLabels: () =>
			part('ndv')
				.locator('label, label *')
				.evaluateAll((elements) =>
					(elements as unknown as Array<{ scrollWidth: number; clientWidth: number; textContent: string }>)
						.filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
						.map(({ textContent }) => textContent.trim()),
				),
	};
}
