/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- writes files; not published */
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

interface Frame {
	/** Around the parts, in pixels; one number for each side: top, right, bottom, left. */
	margin?: [number, number, number, number];
}

/** Takes a picture of some parts of the page and what is between them, if E2E_PICTURES names a folder for it. */
export async function takePicture(
	page: Page,
	name: string,
	parts: Locator[],
	{ margin = [24, 24, 24, 24] }: Frame = {},
): Promise<void> {
	const folder = process.env.E2E_PICTURES;
	if (folder === undefined) return;
	// Nothing under the mouse opens or changes its colour.
	await page.mouse.move(0, 0);
	const boxes = await Promise.all(parts.map(boxOf));
	const [above, right, below, left] = margin;
	const size = page.viewportSize() ?? { width: 0, height: 0 };
	const x = Math.max(0, Math.min(...boxes.map((box) => box.x)) - left);
	const y = Math.max(0, Math.min(...boxes.map((box) => box.y)) - above);
	const end = Math.min(size.width, Math.max(...boxes.map((box) => box.x + box.width)) + right);
	const bottom = Math.min(size.height, Math.max(...boxes.map((box) => box.y + box.height)) + below);
	const clip = { x, y, width: end - x, height: bottom - y };
	await page.screenshot({ path: path.join(folder, `${name}.png`), clip, animations: 'disabled' });
}

/** Lays pictures out on one sheet, each below its name, and takes a picture of that, if E2E_PICTURES names a folder for it. */
export async function takeSheet(
	page: Page,
	name: string,
	pictures: Array<[title: string, png: Buffer]>,
): Promise<void> {
	const folder = process.env.E2E_PICTURES;
	if (folder === undefined) return;
	const figures = pictures.map(
		([title, png]) => `<figure>${title}<br><img src="data:image/png;base64,${png.toString('base64')}"></figure>`,
	);
	await page.setContent(
		`<style>body { display: grid; grid-template-columns: repeat(3, 1fr); font: 14px sans-serif } figure { margin: 4px } img { width: 100%; border: 1px solid grey }</style>${figures.join('')}`,
	);
	await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

async function boxOf(part: Locator) {
	const box = await part.boundingBox();
	if (box === null) throw new Error(`${part} is not seen.`);
	return box;
}
