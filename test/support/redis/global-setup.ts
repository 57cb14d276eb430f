import type { TestProject } from 'vitest/node';
import { findRedis, type RedisSource } from './find-redis.js';

declare module 'vitest' {
  interface ProvidedContext {
    redis: RedisSource;
  }
}

/** Looks for Redis once a run, so that the workers do not each do it, or each download it. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('redis', await findRedis(project.vite.config.mode));
}
