import { HttpModule } from '@nestjs/axios';
import { Logger, type OnModuleInit, type Provider } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { Account } from './account/account.js';
import { getTokenServiceToken, isDefaultAccount } from './alternative-payments.tokens.js';
import { isProduction } from './config/environment-options.js';
import { FACES } from './faces.js';
import { InvalidRegistrationError } from './errors/invalid-registration.error.js';
import { isLoadedLazily } from './loaded-lazily.js';
import { quietly } from './logging/quietly.js';
import { mistakenImportProblem } from './mistaken-import.js';
import { AlternativePaymentsTenants } from './tenants/tenants.js';

/**
 * The tokens under which each core module keeps its guard, and each façade the name of its account. They are
 * strings, so that two copies of the package in one application know each other's.
 */
export const GUARD = 'ALTERNATIVE_PAYMENTS:REGISTRATION_GUARD';
export const FACADE = 'ALTERNATIVE_PAYMENTS:FACADE';

type NestModule = NonNullable<ReturnType<ModulesContainer['get']>>;
type NestProvider = NonNullable<ReturnType<NestModule['providers']['get']>>;

/**
 * Checks how an account is wired into the application, once Nest has resolved everything and before anything
 * is sent.
 */
export class RegistrationGuard implements OnModuleInit {
  constructor(
    readonly account: string,
    private readonly modules: ModulesContainer,
  ) {}

  /**
   * Nest calls no hooks of a module that is loaded lazily, so such an account would be neither checked nor
   * closed.
   *
   * @throws InvalidRegistrationError if it is registered inside a module that is loaded lazily
   */
  refuseLazyLoading(): void {
    if (!isLoadedLazily(this.modules, getTokenServiceToken(this.account))) return;
    throw new InvalidRegistrationError(
      `The Alternative Payments account "${this.account}" is registered in a module that is loaded lazily; Nest would never close it. ` +
        'Call forRoot() or forRootAsync() in the root module; lazy modules import plain AlternativePaymentsModule ' +
        'or AlternativePaymentsModule.forFeature(name).',
    );
  }

  /** @throws InvalidRegistrationError for a name given twice and for options that depend on a request */
  onModuleInit(): void {
    const owners = [...this.modules.values()].filter((module) => module.providers.has(GUARD));
    this.refuseDuplicate(owners);
    this.refuseRequestScope(owners);
    // If there are several accounts, only the first one warns.
    if (owners.findIndex(this.isOwn) !== 0) return;
    this.warnOfProduction(owners);
    this.warnOfRivals();
    this.warnOfMistakenImport(owners);
  }

  /**
   * Whether a test has replaced one of the providers of this account, or our module by one of its own. Then
   * the test means to use its own, and not the real account.
   */
  isReplaced(): boolean {
    const all = [...this.modules.values()];
    const own = all.find(this.isOwn);
    const facades = all.filter((module) => module.providers.get(FACADE)?.instance === this.account);
    // `overrideModule()` does not change the importer's metadata of its imports.
    const hasAnother = ({ metatype, imports }: NestModule): boolean =>
      importsOf(metatype).some((one) => accountOf(one) === this.account) &&
      !facades.some((one) => imports.has(one));
    if (all.some(hasAnother)) return true;
    return FACES.some(({ type, tokenOf, make }) => {
      const token = tokenOf(this.account);
      if (all.some((module) => module !== own && module.providers.has(token))) return true;
      // Accounts of tenants send nothing until they are used.
      if (type === AlternativePaymentsTenants) return false;
      // How they are made is compared, because instruments wrap the instances.
      if (own?.providers.get(token)?.metatype !== make) return true;
      const byClass = [own, ...facades].map((one) => one?.providers.get(type));
      return byClass.some((one) => one !== undefined && !isAliasOf(token, one));
    });
  }

  private readonly isOwn = (module: NestModule): boolean =>
    module.providers.has(GUARD) && guardOf(module).account === this.account;

  private refuseDuplicate(owners: NestModule[]): void {
    const namesakes = owners.filter((owner) => guardOf(owner).account === this.account);
    if (namesakes.length < 2) return;
    throw new InvalidRegistrationError(
      `The Alternative Payments account "${this.account}" is registered ${namesakes.length} times. ` +
        'Call forRoot() or forRootAsync() once, in the root module; feature modules import plain AlternativePaymentsModule ' +
        'or AlternativePaymentsModule.forFeature(name). Give further accounts a "name" of their own.',
    );
  }

  /** Such an account would be opened for every request, each time with a token and a timer of its own. */
  private refuseRequestScope(owners: NestModule[]): void {
    const own = owners.find(this.isOwn);
    if (own?.providers.get(Account)?.isDependencyTreeStatic() !== false) return;
    throw new InvalidRegistrationError(
      `The options of Alternative Payments account "${this.account}" depend on a request-scoped provider. ` +
        'An account lives as long as the application: inject only providers of default scope.',
    );
  }

  /** A test that does not set another environment would move money. */
  private warnOfProduction(owners: NestModule[]): void {
    if (process.env.NODE_ENV !== 'test') return;
    const names = owners.filter(isInProduction).map((owner) => `"${guardOf(owner).account}"`);
    if (names.length === 0) return;
    warn(
      `NODE_ENV is "test", and requests of account ${names.join(', ')} go to the production environment, where they move ` +
        'money. Test with environment "demo", or with the simulator of nestjs-alternative-payments/testing.',
    );
  }

  /** If a module imports both ours and an `HttpModule`, their order decides which `HttpService` it gets. */
  private warnOfRivals(): void {
    for (const importer of this.modules.values()) {
      // Global modules count among the imports of every module. Explicit imports win over them, as intended.
      const rivals = [...importer.imports].filter(
        (module) => !module.isGlobal && providesHttpService(module),
      );
      const [winner] = rivals;
      const loser = rivals.find((module) => winner !== undefined && isFacade(module) !== isFacade(winner));
      if (winner === undefined || loser === undefined) continue;
      warn(
        `${importer.name} imports both ${winner.name} and ${loser.name}. ` +
          `A plain HttpService there is that of ${winner.name}, which is imported first` +
          `${isFacade(winner) ? '' : ', and carries no Alternative Payments token'}. ` +
          'Use @InjectHttpService() for ours: it means the same everywhere.',
      );
    }
  }

  private warnOfMistakenImport(owners: NestModule[]): void {
    const all = [...this.modules.values()];
    // The registration of the default account brings one façade with it. Any other façade was imported where
    // it is used.
    const broughtAlong = owners.filter((owner) => isDefaultAccount(guardOf(owner).account)).length;
    if (all.filter(isFacade).length > broughtAlong) return;
    const problem = mistakenImportProblem(all, (module) => owners.includes(module) || isFacade(module));
    if (problem !== undefined) warn(problem);
  }
}

function warn(text: string): void {
  quietly(() => new Logger('AlternativePaymentsModule').warn(text));
}

function guardOf(owner: NestModule): RegistrationGuard {
  return owner.providers.get(GUARD)?.instance as RegistrationGuard;
}

/** Whether an account is real, and in production. */
function isInProduction(owner: NestModule): boolean {
  const account = owner.providers.get(Account)?.instance as Account | undefined;
  return account !== undefined && isProduction(account.options.identity) && !guardOf(owner).isReplaced();
}

/** Whether a provider is ours, which gives by class what that token stands for. */
function isAliasOf(token: string, { isAlias, inject }: NestProvider): boolean {
  const [first] = inject ?? [];
  // A façade injects it as an optional one.
  return isAlias ? first === token : typeof first === 'object' && first.token === token;
}

function providesHttpService(module: NestModule): boolean {
  return module.metatype === HttpModule || isFacade(module);
}

function isFacade(module: NestModule): boolean {
  return module.providers.has(FACADE);
}

/** The imports in the metadata of a module. */
function importsOf(metatype: object): readonly Imported[] {
  return (Reflect.getMetadata('imports', metatype) as Imported[] | undefined) ?? [];
}

/** An entry in the imports of a module. */
type Imported = { forwardRef?: () => Imported; module?: object; providers?: Provider[] } | undefined;

/** The account whose façade an imported module is, if it is one. */
function accountOf(imported: Imported): unknown {
  const meant = imported?.forwardRef?.() ?? imported;
  if (meant === undefined) return undefined;
  const ofClass: unknown = Reflect.getMetadata('providers', meant.module ?? meant);
  const providers = meant.providers ?? (ofClass as Provider[] | undefined) ?? [];
  const facade = providers.find((one) => 'provide' in one && one.provide === FACADE);
  return facade !== undefined && 'useValue' in facade ? facade.useValue : undefined;
}
