/* eslint-disable @n8n/community-nodes/no-restricted-globals -- waits for a browser; not published */
import type { Locator, Page } from 'playwright-core';

/** How one works with n8n's editor, by the names that n8n gives its parts for tests. */
export interface Editor {
	page: Page;
	part(name: string): Locator;
	openWorkflow(id: string): Promise<void>;
	/** On the canvas. */
	node(name: string): Locator;
	/** Opens the panel of nodes from the plus behind an output of a node. */
	browseNodesBehind(node: string, output?: number): Promise<void>;
	/** The row of the panel of nodes that one finds by some words. */
	findNode(words: string, name: string): Promise<Locator>;
	/** Chooses from a list in a form. */
	choose(field: string, choice: string): Promise<void>;
	/** The names in the list of a field, or of another part that opens a list. */
	choicesOf(field: string, opener?: Locator): Promise<string[]>;
	fill(fields: Record<string, string>): Promise<void>;
	/** What a field of a form holds. */
	valueOf(field: string): Promise<string>;
	openNode(name: string): Promise<void>;
	closeNode(): Promise<void>;
	/** Runs the workflow, and waits until the node has ended. */
	execute(node: string): Promise<void>;
	/** Moves the canvas so that all of the workflow is seen. */
	showAll(): Promise<void>;
	/** Closes the small messages in the corner. */
	clearMessages(): Promise<void>;
}

export function createEditor(page: Page, baseUrl: string): Editor {
	const part = (name: string) => page.getByTestId(name);
	const node = (name: string) => page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	const input = (field: string) => part(`parameter-input-${field}`).locator('input');

	const editor: Editor = {
		page,
		part,
		openWorkflow: async (id) => {
			await page.goto(`${baseUrl}/workflow/${id}`);
			await part('canvas-node').first().waitFor();
		},
		node,
		browseNodesBehind: async (name, output = 0) => {
			const handle = node(name).getByTestId('canvas-node-output-handle').nth(output);
			await handle.getByTestId('canvas-handle-plus').click();
			await part('node-creator').waitFor();
		},
		findNode: async (words, name) => {
			const title = part('node-creator-item-name').getByText(name, { exact: true });
			// So that what is found is not what earlier words found.
			await part('node-creator-search-bar').fill('no such node');
			await title.waitFor({ state: 'hidden' });
			await part('node-creator-search-bar').fill(words);
			const row = part('item-iterator-item').filter({ has: title }).first();
			await row.waitFor();
			return row;
		},
		choose: async (field, choice) => {
			await input(field).click();
			await page.getByRole('option', { name: choice }).filter({ visible: true }).first().click();
			await eventually(
				() => editor.valueOf(field),
				(value) => expect(value).toContain(choice),
			);
		},
		choicesOf: async (field, opener = part(`parameter-input-${field}`)) => {
			await opener.locator('input').click();
			const rows = page.locator('.el-select-dropdown__item').filter({ visible: true });
			await rows.first().waitFor();
			const texts = await rows.allInnerTexts();
			await page.keyboard.press('Escape');
			return texts.map((text) => text.trim().split('\n')[0] ?? '');
		},
		fill: async (fields) => {
			for (const [field, value] of Object.entries(fields)) await input(field).fill(value);
		},
		valueOf: (field) => input(field).inputValue(),
		openNode: async (name) => {
			await node(name).locator('[data-test-id=canvas-default-node], [data-test-id=canvas-trigger-node]').dblclick();
			await part('ndv').waitFor();
		},
		closeNode: async () => {
			await part('ndv-close-button').click();
			await part('ndv').waitFor({ state: 'hidden' });
		},
		execute: async (name) => {
			await part('execute-workflow-button').click();
			await node(name).locator('[data-test-id^="canvas-node-status-mark"]').first().waitFor();
		},
		showAll: async () => {
			await part('zoom-to-fit').click();
			// Only what stands still can be clicked.
			await part('canvas-default-node').first().click({ trial: true });
		},
		clearMessages: async () => {
			const close = page.locator('.el-notification__closeBtn');
			while ((await close.count()) > 0) {
				const message = await page.locator('.el-notification').first().elementHandle();
				await close.first().click();
				await message?.waitForElementState('hidden');
			}
		},
	};
	return editor;
}

const EVENTUALLY_MS = 30_000;

/** Reads anew until what was read is as expected; the last time, the expectation that does not hold is thrown. */
export async function eventually<Value>(read: () => Promise<Value>, check: (value: Value) => void): Promise<void> {
	const deadline = Date.now() + EVENTUALLY_MS;
	while (Date.now() < deadline) {
		const value = await read();
		if (holds(() => check(value))) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	check(await read());
}

function holds(check: () => void): boolean {
	try {
		check();
		return true;
	} catch {
		// An expectation that does not hold yet.
		return false;
	}
}
