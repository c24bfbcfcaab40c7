const { execFile } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const gulp = require('gulp');

// Beyond the compiled code only icons and codex files ship. A tarball near this size has taken in
// something that was not meant for it.
const MAX_PACKED_BYTES = 150_000;

const DIST_FOLDERS = ['dist/credentials/', 'dist/nodes/', 'dist/icons/'];
const TOP_LEVEL_FILES = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'];

function clean() {
	return rm('dist', { recursive: true, force: true });
}

// `base` keeps the folders, so that an icon path in a source file means the same in its built file.
// `encoding: false` copies bytes; gulp 5 otherwise reads every file as UTF-8.
function staticFiles() {
	return gulp
		.src(['icons/*.svg', 'nodes/**/*.{json,svg}'], { base: '.', encoding: false })
		.pipe(gulp.dest('dist'));
}
staticFiles.displayName = 'static';

async function packedFiles() {
	const { stdout } = await promisify(execFile)(
		'npm',
		['pack', '--dry-run', '--json', '--ignore-scripts'],
		// npm is a .cmd file on Windows, which only a shell can start.
		{ shell: process.platform === 'win32', maxBuffer: 16 * 1024 * 1024 },
	);
	const report = JSON.parse(stdout);
	// An array up to npm 11, an object keyed by package name after it.
	const [tarball] = Object.values(report);
	return { size: tarball.size, paths: tarball.files.map((file) => file.path) };
}

function unexpectedFiles(paths) {
	return paths
		.filter((file) => !TOP_LEVEL_FILES.includes(file))
		.filter((file) => !DIST_FOLDERS.some((folder) => file.startsWith(folder)))
		.map((file) => `${file} is in the tarball and should not be.`);
}

function missingFiles(paths) {
	return TOP_LEVEL_FILES.filter((file) => !paths.includes(file)).map(
		(file) => `${file} is not in the tarball.`,
	);
}

function runtimeDependencies(manifest) {
	return ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies']
		.filter((key) => Object.keys(manifest[key] ?? {}).length > 0)
		.map((key) => `package.json has ${key}; a verified n8n node must have none.`);
}

/** n8n resolves an icon against the folder of the built file that names it. */
function brokenIcons(file, paths) {
	const icons = [...readFileSync(file, 'utf8').matchAll(/['"`]file:([^'"`]+)['"`]/g)];
	if (icons.length === 0) return [`${file} names no icon.`];
	return icons
		.map(([, icon]) => ({ icon, target: path.posix.join(path.posix.dirname(file), icon) }))
		.filter(({ target }) => !paths.includes(target))
		.map(({ icon, target }) => `${file} names the icon ${icon}, but ${target} is not in the tarball.`);
}

function brokenEntries(manifest, paths) {
	const violations = [];
	const nodes = manifest.n8n?.nodes ?? [];
	const credentials = manifest.n8n?.credentials ?? [];
	if (nodes.length === 0) violations.push('package.json names no node in n8n.nodes.');

	for (const entry of [...nodes, ...credentials].map((name) => path.posix.normalize(name))) {
		if (!paths.includes(entry) || !existsSync(entry)) {
			violations.push(`package.json names ${entry}, which is not in the tarball.`);
			continue;
		}
		violations.push(...brokenIcons(entry, paths));
	}

	for (const entry of nodes.map((name) => path.posix.normalize(name))) {
		const codex = entry.replace(/\.js$/, '.json');
		if (!paths.includes(codex)) {
			violations.push(`The node ${entry} has no codex: ${codex} is not in the tarball.`);
		}
	}
	return violations;
}

async function checkTarball() {
	const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
	const { size, paths } = await packedFiles();

	const violations = [
		...unexpectedFiles(paths),
		...missingFiles(paths),
		...runtimeDependencies(manifest),
		...brokenEntries(manifest, paths),
	];
	if (size >= MAX_PACKED_BYTES) {
		violations.push(`The tarball has ${size} bytes; it must stay below ${MAX_PACKED_BYTES}.`);
	}

	if (violations.length > 0) {
		const error = new Error(`the tarball is not fit to publish.\n${violations.join('\n')}`);
		// The sentences are enough; a stack trace of this file would hide them.
		error.showStack = false;
		throw error;
	}
	console.log(`Tarball: ${paths.length} files, ${(size / 1000).toFixed(1)} kB packed, complete.`);
}

exports.clean = clean;
exports.static = staticFiles;
exports.checkTarball = checkTarball;
exports.default = staticFiles;
