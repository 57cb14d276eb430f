import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HttpService } from '@nestjs/axios';
import { applyDecorators } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { SchedulerRegistry } from '@nestjs/schedule';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import axios from 'axios';
import { defer, firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';

interface Manifest {
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
}

const read = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;
const local = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const ours = read(local('../../../package.json'));

/** Where the configuration says that the peers are installed. */
const host = process.env['PEERS_OF'];
const promised = host ? read(host).dependencies : ours.devDependencies;

const fail = (): never => {
  throw new Error('Thrown to see who is on the stack.');
};

/** For each peer something that fails inside it. */
const failures: Record<string, () => unknown> = {
  '@nestjs/axios': () => firstValueFrom(new HttpService({ get: fail } as never).get('/')),
  '@nestjs/common': () => applyDecorators(fail)(class {}),
  '@nestjs/config': () => new ConfigService().getOrThrow('absent'),
  '@nestjs/core': () =>
    Test.createTestingModule({ providers: [{ provide: 'failing', useFactory: fail }] }).compile(),
  '@nestjs/schedule': () => new SchedulerRegistry().getTimeout('absent'),
  '@nestjs/terminus': () =>
    new HealthIndicatorService().check('any').up({
      get failing() {
        return fail();
      },
    }),
  '@opentelemetry/api': () => context.with(ROOT_CONTEXT, fail),
  axios: () => axios.getAdapter('absent'),
  'reflect-metadata': () => Reflect.defineMetadata('key', 'value', 'no object' as never),
  rxjs: () => firstValueFrom(defer(fail)),
};

/** The folder of the peer that is on the stack. */
const folderOf = (peer: string, { stack = '' }: Error): string => {
  const folder = new RegExp(`(/[^\\s()]*/node_modules/${peer})/`).exec(stack)?.[1];
  if (folder) return folder;
  throw new Error(`${peer} is not on the stack: ${stack}`);
};

const peers = Object.keys(ours.peerDependencies);

it.each(peers)('the suite runs on the promised version of %s', async (peer) => {
  Error.stackTraceLimit = 50;
  const error = await Promise.resolve()
    .then(failures[peer])
    .catch((thrown: Error) => thrown);

  expect(read(`${folderOf(peer, error as Error)}/package.json`).version).toBe(promised[peer]);
});

it('the lowest peers are the lowest that package.json admits', () => {
  const { dependencies } = read(local('lowest/package.json'));
  const admitted = peers.map((peer) => `${peer} ${ours.peerDependencies[peer]?.split(' ')[0]}`);

  expect(peers.map((peer) => `${peer} ^${dependencies[peer]}`)).toEqual(admitted);
});
