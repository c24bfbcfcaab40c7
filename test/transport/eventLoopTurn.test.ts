/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- compares with the event loop itself, and needs a process of its own; not published */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { nextEventLoopTurn } from '../../nodes/transport/eventLoopTurn';

test('lets the loop come round first, also where a message of others is about to be delivered', async () => {
	const server = createServer().listen(0);
	const receiver = connect((await listening(server)).port);
	const [sender] = (await once(server, 'connection')) as [Socket];
	const turns: Array<Promise<boolean>> = [];
	receiver.on('data', () => turns.push(cameRoundBefore(nextEventLoopTurn())));

	for (let round = 0; round < 200; round += 1) {
		// The loop finds both when it looks for input next, the data first.
		sender.write('x');
		await Promise.all([nextEventLoopTurn(), once(receiver, 'data')]);
	}
	sender.end();
	await once(receiver, 'close');
	server.close();

	const cameRound = await Promise.all(turns);
	expect(cameRound).toHaveLength(200);
	expect(cameRound.filter((came) => !came)).toHaveLength(0);
});

async function listening(server: Server): Promise<AddressInfo> {
	await once(server, 'listening');
	return server.address() as AddressInfo;
}

/** Whether what was set for the end of this turn of the loop ran before the promise resolved. */
async function cameRoundBefore(turn: Promise<void>): Promise<boolean> {
	let came = false;
	setImmediate(() => (came = true));
	await turn;
	return came;
}

test('keeps the process alive while somebody waits, and no longer', async () => {
	const file = path.resolve(__dirname, '../../dist/nodes/transport/eventLoopTurn.js');
	const program = `require(${JSON.stringify(file)}).nextEventLoopTurn().then(() => console.log('came round'))`;
	const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { timeout: 10_000 });
	expect(stdout).toBe('came round\n');
});
