/* eslint-disable @n8n/community-nodes/no-restricted-imports -- looks into a browser; not published */
import type { Locator, Page } from 'playwright-core';
import { createEditor, type Editor } from './editor';
import type { StoredCredential, StoredWorkflow } from './n8n';
import { takePicture } from './pictures';
import type { World } from './scenarios';

/** What the scenarios in the browser share; each field is there once the first of them begins. */
export interface Stage {
	world: World;
	page: Page;
	editor: Editor;
	part(name: string): Locator;
	/** Opens a new workflow in the editor, built with a credential that n8n has. */
	openPrepared(
		name: string,
		build: (credential: StoredCredential) => StoredWorkflow,
		credentialName?: string,
	): Promise<void>;
	/** The texts of a table, row by row, with the names of the columns first. */
	tableOf(panel: Locator): Promise<string[][]>;
	/** From the title of the open node to the last line of its form. */
	takePictureOfNode(name: string): Promise<void>;
}

export function createStage(world: World, page: Page): Stage {
	const editor = createEditor(page, world.n8n.baseUrl);
	const { part } = editor;
	return {
		world,
		page,
		editor,
		part,
		openPrepared: async (name, build, credentialName = 'Open Gateway account') => {
			const credentials = await world.n8n.rest<StoredCredential[]>('GET', '/credentials');
			const credential = credentials.find((stored) => stored.name === credentialName);
			if (credential === undefined) throw new Error(`There is no credential "${credentialName}" yet.`);
			const workflow = { ...build(credential), id: undefined, name, settings: { executionOrder: 'v1' } };
			const { id } = await world.n8n.rest<{ id: string }>('POST', '/workflows', workflow);
			await editor.openWorkflow(id);
		},
		tableOf: async (panel) => {
			const rows = await panel.locator('table tr').all();
			return Promise.all(
				rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map((text) => text.trim())),
			);
		},
		takePictureOfNode: async (name) => {
			const parts = ['node-title-container', 'ndv-close-button', 'collection-parameter-add'].map(part);
			await takePicture(page, name, parts, { margin: [20, 20, 30, 50] });
		},
	};
}
