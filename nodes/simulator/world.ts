import type { Clients } from './clientAuthentication';

/** What the simulator takes from around it. */
export interface SimulatorWorld {
	/** Epoch milliseconds. */
	now: number;
	/** Seals what the simulator hands out; 32 bytes that nobody else knows. */
	signingKey: Uint8Array;
	clients: Clients;
}
