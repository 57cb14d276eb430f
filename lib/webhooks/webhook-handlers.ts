import { ContextIdFactory, type MetadataScanner, ModuleRef, type ModulesContainer } from '@nestjs/core';
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
 * Finds the methods of the whole application that have `@OnWebhook()`, for one delivery: a request-scoped
 * provider is made once for it. Modules that are loaded lazily count from then on.
 *
 * @throws InvalidRegistrationError for handlers that would run twice, and for those that cannot be told apart
 */
export function findHandlers(modules: ModulesContainer, scanner: MetadataScanner): readonly WebhookHandler[] {
  const owners = [...modules.values()]
    .flatMap((module) => ownersIn(module, scanner))
    .filter(isFirstOfItsInstance);
  for (const [index, owner] of owners.entries())
    for (const other of owners.slice(0, index)) refuseTwins(other, owner);

  const contextId = ContextIdFactory.create();
  return owners.flatMap((owner) => {
    const prefix = owners.some((other) => other !== owner && classOf(other) === classOf(owner))
      ? `${owner.module.name}.${classOf(owner)}`
      : classOf(owner);
    return namesIn(owner.prototype, scanner).map((method) => ({
      name: `${prefix}.${method}`,
      topics: topicsOf((owner.prototype as Methods)[method]!),
      run: async (event) => ((await instanceOf(owner, contextId)) as Methods)[method]!(event),
    }));
  });
}

function ownersIn(module: NestModule, scanner: MetadataScanner): Owner[] {
  const wrappers = [...module.providers.values(), ...module.controllers.values()];
  return wrappers.flatMap((wrapper) => {
    const prototype = wrapper.isAlias ? undefined : prototypeOf(wrapper);
    const isOwner = prototype !== undefined && namesIn(prototype, scanner).length > 0;
    return isOwner ? [{ wrapper, module, prototype }] : [];
  });
}

/** A factory may hand out an instance that another provider has made. */
function isFirstOfItsInstance({ wrapper }: Owner, index: number, owners: readonly Owner[]): boolean {
  const isSame = (other: Owner): boolean => isStatic(wrapper) && other.wrapper.instance === wrapper.instance;
  return !owners.slice(0, index).some(isSame);
}

function refuseTwins(one: Owner, other: Owner): void {
  const name = classOf(other);
  if (one.prototype === other.prototype) {
    throw new InvalidRegistrationError(
      `${name} has @OnWebhook() and is provided twice, by ${one.module.name} and by ${other.module.name}, so each event would be handled twice. ` +
        'Provide it in one module, and export it from there.',
    );
  }
  if (classOf(one) === name && one.module.name === other.module.name) {
    throw new InvalidRegistrationError(
      `Two classes with @OnWebhook() have the name ${name}, both in a module named ${other.module.name}, so what each has done could not be told apart. ` +
        'Rename one of them.',
    );
  }
}

function classOf({ prototype, wrapper }: Owner): string {
  return prototype.constructor.name || String(wrapper.name);
}

function instanceOf({ wrapper, module }: Owner, contextId: { id: number }): unknown {
  if (isStatic(wrapper)) return wrapper.instance;
  const reference = module.getProviderByKey<ModuleRef>(ModuleRef).instance;
  return reference.resolve(wrapper.token, contextId, { strict: true });
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

function namesIn(prototype: object, scanner: MetadataScanner): string[] {
  const isHandler = (name: string): boolean => {
    // A getter must not run.
    const method: unknown = descriptorOf(prototype, name)?.value;
    return typeof method === 'function' && topicsOf(method).length > 0;
  };
  return scanner.getAllMethodNames(prototype).filter(isHandler);
}

function descriptorOf(prototype: object | null, name: string): PropertyDescriptor | undefined {
  if (prototype === null) return undefined;
  return (
    Object.getOwnPropertyDescriptor(prototype, name) ??
    descriptorOf(Object.getPrototypeOf(prototype) as object | null, name)
  );
}
