/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- starts a browser on this computer; not published */
import { existsSync } from 'node:fs';
import { chromium, selectors, type Page } from 'playwright-core';

export interface OpenBrowser {
	page: Page;
	close(): Promise<void>;
}

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Keeps the browser to the pages that it is told to open. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** n8n's editor takes its time on a computer that is busy with n8n. */
const TIMEOUT_MS = 60_000;

/** Opens an empty page, in light colours, in the Chromium of this computer. */
export async function openBrowser(): Promise<OpenBrowser> {
	// What n8n marks the parts of its pages with.
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
	const page = await browser.newPage({ viewport: { width: 1440, height: 1000 }, colorScheme: 'light' });
	page.setDefaultTimeout(TIMEOUT_MS);
	// Of the kind "Leave this page?"; unless told otherwise, the page would stay.
	page.on('dialog', (dialog) => void dialog.accept());
	return { page, close: () => browser.close() };
}

/** @throws Error where there is none */
export function findChromium(): string {
	const found = process.env.CHROMIUM ?? PATHS.find((path) => existsSync(path));
	if (found !== undefined) return found;
	throw new Error('There is no Chromium on this computer; install it, or let CHROMIUM hold the path of one.');
}
