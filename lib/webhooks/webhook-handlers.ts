import { ContextIdFactory, MetadataScanner, ModuleRef, type ModulesContainer } from '@nestjs/core';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';
import { topicsOf } from './on-webhook.decorator.js';
import type { WebhookEvent } from './webhook-event.js';

type NestModule = NonNullable<ReturnType<ModulesContainer['get']>>;
type Wrapper = NestModule['providers'] extends Map<unknown, infer W> ? W : never;
type Methods = Readonly<Record<string, (event: WebhookEvent) => unknown>>;

/** A method that handles events. */
export interface WebhookHandler {
  /** Identifies it in the store. Renaming the class or the method makes it a new handler. */
  readonly name: string;
  readonly topics: readonly string[];
  readonly run: (event: WebhookEvent) => unknown;
}

/** A provider or controller with handlers, and the module that has it. */
interface Owner {
  readonly wrapper: Wrapper;
  readonly module: NestModule;
  /** Handlers are found by their prototype: behind a proxy, the methods of the instance carry no metadata. */
  readonly prototype: object;
}

/**
 * Finds the methods of the whole application that have `@OnWebhook()`.
 *
 * @throws InvalidRegistrationError for a class that is provided twice, since its handlers would run twice
 */
export function findHandlers(modules: ModulesContainer): readonly WebhookHandler[] {
  const owners = [...modules.values()].flatMap(ownersIn).filter(isFirstOfItsInstance);
  for (const [index, { prototype, module, wrapper }] of owners.entries()) {
    const before = owners.slice(0, index).find((other) => other.prototype === prototype);
    if (before === undefined) continue;
    throw new InvalidRegistrationError(
      `${wrapper.name} has @OnWebhook() and is provided twice, by ${before.module.name} and by ${module.name}, so each event would be handled twice. ` +
        'Provide it in one module, and export it from there.',
    );
  }
  return owners.flatMap(handlersOf);
}

function ownersIn(module: NestModule): Owner[] {
  const wrappers = [...module.providers.values(), ...module.controllers.values()];
  return wrappers.flatMap((wrapper) => {
    const prototype = wrapper.isAlias ? undefined : prototypeOf(wrapper);
    const isOwner = prototype !== undefined && namesIn(prototype).length > 0;
    return isOwner ? [{ wrapper, module, prototype }] : [];
  });
}

/** A factory may hand out an instance that another provider has made. */
function isFirstOfItsInstance({ wrapper }: Owner, index: number, owners: readonly Owner[]): boolean {
  const isSame = (other: Owner): boolean => isStatic(wrapper) && other.wrapper.instance === wrapper.instance;
  return !owners.slice(0, index).some(isSame);
}

function handlersOf({ wrapper, module, prototype }: Owner): WebhookHandler[] {
  return namesIn(prototype).map((method) => ({
    name: `${String(wrapper.name)}.${method}`,
    topics: topicsOf((prototype as Methods)[method]!),
    run: async (event) => ((await instanceOf(wrapper, module)) as Methods)[method]!(event),
  }));
}

function instanceOf(wrapper: Wrapper, module: NestModule): unknown {
  if (isStatic(wrapper)) return wrapper.instance;
  const reference = module.getProviderByKey<ModuleRef>(ModuleRef).instance;
  return reference.resolve(wrapper.token, ContextIdFactory.create(), { strict: true });
}

function isStatic(wrapper: Wrapper): boolean {
  return wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
}

function prototypeOf(wrapper: Wrapper): object | undefined {
  const { metatype } = wrapper as { metatype?: { prototype?: unknown } | null };
  const instance: unknown = isStatic(wrapper) ? wrapper.instance : undefined;
  const prototype: unknown =
    typeof instance === 'object' && instance !== null ? Object.getPrototypeOf(instance) : metatype?.prototype;
  return typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype
    ? prototype
    : undefined;
}

function namesIn(prototype: object): string[] {
  const isHandler = (name: string): boolean => {
    // A getter must not run.
    const method: unknown = descriptorOf(prototype, name)?.value;
    return typeof method === 'function' && topicsOf(method).length > 0;
  };
  return new MetadataScanner().getAllMethodNames(prototype).filter(isHandler);
}

function descriptorOf(prototype: object | null, name: string): PropertyDescriptor | undefined {
  if (prototype === null) return undefined;
  return (
    Object.getOwnPropertyDescriptor(prototype, name) ??
    descriptorOf(Object.getPrototypeOf(prototype) as object | null, name)
  );
}
