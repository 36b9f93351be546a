// Nodes as real processes, each with lines of its own to its clients, to PostgreSQL and to Redis, so that a test can kill a node,
// or take any of the three from it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { lineTo, startLink, type Link } from '../support/link.ts';
import { startServer, type ServerProcess } from '../support/process.ts';
import { startBalancer, type Balancer } from './balancer.ts';

export interface ClusterNode {
	/** Between the balancer and the node. */
	clients: Link;
	database: Link;
	/** Null where the nodes tell each other by PostgreSQL. */
	redis: Link | null;
	server: ServerProcess;
	/** Starts it again, on the port that it had. */
	start(): Promise<void>;
}

export interface Cluster {
	nodes: ClusterNode[];
	balancer: Balancer;
}

export interface ClusterOptions {
	databaseUrl: string;
	redisUrl: string | null;
	count: number;
}

export async function startCluster({ databaseUrl, redisUrl, count }: ClusterOptions): Promise<Cluster> {
	const nodes = await Promise.all(Array.from({ length: count }, () => startNode(databaseUrl, redisUrl)));
	const balancer = await startBalancer(nodes.map(({ clients }) => clients.port));
	onTestFinished(() => balancer.close());
	return { nodes, balancer };
}

async function startNode(databaseUrl: string, redisUrl: string | null): Promise<ClusterNode> {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'sandtable-node-'));
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	const database = await lineTo(databaseUrl);
	const redis = redisUrl === null ? null : await lineTo(redisUrl);
	const env: Record<string, string> = redis === null ? {} : { REDIS_URL: redis.url };
	const start = (port?: number) =>
		startServer({ databaseUrl: database.url, dataDir, env, ...(port === undefined ? {} : { port }) });
	const server = await start();
	const node: ClusterNode = {
		clients: await startLink(server.port),
		database: database.link,
		redis: redis?.link ?? null,
		server,
		start: async () => {
			node.server = await start(server.port);
		}
	};
	onTestFinished(() => node.clients.close());
	// A node that cannot reach its database would not end by itself.
	onTestFinished(() => node.server.kill());
	return node;
}
