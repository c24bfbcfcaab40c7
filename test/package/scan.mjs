// n8n's own scanner only knows published packages. This runs its two passes on the working copy:
// over the sources, as it does on the commit that npm's provenance names, and over the packed tarball.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const workFolder = mkdtempSync(path.join(tmpdir(), 'open-gateway-scan-'));

// The scanner makes a temporary folder when it is imported and leaves it behind. Pointed into ours,
// that one is removed with ours; therefore the import is below this line.
for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = workFolder;

// The scanner brings an ESLint of its own, which is not the one that lints this repository.
const scannerRequire = createRequire(import.meta.resolve('@n8n/scan-community-package/scanner/scanner.mjs'));

function unpackTarball() {
	const options = { cwd: projectRoot, shell: process.platform === 'win32' };
	const packArguments = ['pack', '--json', '--ignore-scripts', '--pack-destination', workFolder];
	const report = JSON.parse(execFileSync('npm', packArguments, options).toString());
	const [{ filename }] = Object.values(report);
	const packageFolder = path.join(workFolder, 'package');
	mkdirSync(packageFolder);
	execFileSync('tar', ['-xzf', filename, '-C', packageFolder, '--strip-components=1'], {
		cwd: workFolder,
	});
	return packageFolder;
}

/**
 * Warnings of newer versions of the linter (eslint-plugin-community-nodes after 0.32). They are listed and do not fail, so
 * that nothing breaks when the scanner starts to use them.
 */
const UPCOMING_RULES = [
	'hint-max-length',
	'icon-contrast',
	'non-required-fields-in-collection',
	'open-ended-node-fields',
	'prefer-declarative-style',
	'valid-node-categories',
];
const isUpcoming = ({ ruleId }) => UPCOMING_RULES.includes(ruleId?.split('/').pop());

/** Results with those messages only for which `keep` is true. */
function only(results, keep) {
	return results.map((result) => {
		const messages = result.messages.filter(keep);
		return { ...result, messages, warningCount: messages.filter(({ severity }) => severity === 1).length };
	});
}

/** The scanner says nothing of warnings, nor of an empty selection: both pass there and fail here. */
async function warningsIn(folder, patterns, buildScanConfig) {
	const { ESLint } = scannerRequire('eslint');
	const glob = scannerRequire('fast-glob');
	const files = glob.sync(patterns, { cwd: folder, absolute: true, ignore: ['node_modules/**'] });
	if (!files.some((file) => /\.(js|ts)$/.test(file))) {
		return { files, warnings: `no code found in ${patterns.join(', ')}` };
	}
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const all = await eslint.lintFiles(files);
	const formatter = await eslint.loadFormatter('stylish');
	const upcoming = await formatter.format(only(all, isUpcoming));
	if (upcoming !== '') console.log(`Rules to come:\n${upcoming}`);
	const results = only(all, (message) => !isUpcoming(message));
	if (!results.some((result) => result.warningCount > 0)) return { files };
	return { files, warnings: await formatter.format(results) };
}

async function pass(name, folder, patterns, scanner) {
	const verdict = await scanner.analyzePackage(folder, patterns);
	const { files, warnings } = await warningsIn(folder, patterns, scanner.buildScanConfig);
	const problem = verdict.passed ? warnings : (verdict.details ?? verdict.message);
	console.log(`Scan of the ${name}: ${problem ? `failed\n${problem}` : `${files.length} files passed`}`);
	return problem === undefined;
}

try {
	const scanner = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const sourcesPassed = await pass('sources', projectRoot, scanner.SOURCE_FILE_PATTERNS, scanner);
	const tarballPassed = await pass('tarball', unpackTarball(), ['**/*.js', 'package.json'], scanner);
	if (!sourcesPassed || !tarballPassed) process.exitCode = 1;
} finally {
	rmSync(workFolder, { recursive: true, force: true });
}
