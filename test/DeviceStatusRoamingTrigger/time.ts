/** Time stands still at `now` (epoch milliseconds); sockets and timers go on. To be undone by `jest.useRealTimers()`. */
export function setTime(now: number): void {
	jest.useFakeTimers({
		now,
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
}

export function passTime(milliseconds: number): void {
	setTime(Date.now() + milliseconds);
}
