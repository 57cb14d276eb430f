import { randomBytes } from 'node:crypto';
import { notFound } from './http-error.js';

/**
 * Items of one kind, in order of creation. Items are never removed: archived ones can still be read by id.
 */
export class Collection<T extends { id: string }> {
  readonly items: T[] = [];
  private readonly positions = new Map<string, number>();

  constructor(
    /** What an item is called in error messages. */
    private readonly kind: string,
    private readonly idPrefix: string,
  ) {}

  newId(): string {
    return `${this.idPrefix}_${randomBytes(10).toString('hex')}`;
  }

  /** @throws Error if there is another item of this id, which only seeds can give */
  add(item: T): T {
    if (this.positions.has(item.id)) throw new Error(`There is another ${this.kind} "${item.id}".`);

    this.positions.set(item.id, this.items.length);
    this.items.push(item);
    return item;
  }

  find(id: string): T | undefined {
    const position = this.positions.get(id);
    return position === undefined ? undefined : this.items[position];
  }

  /** @throws HttpError 404 if the id is unknown */
  get(id: string): T {
    const item = this.find(id);
    if (!item) throw notFound(this.kind);

    return item;
  }

  /** The same for the simulator's own commands, whose errors are read by programmers. */
  demand(id: string): T {
    const item = this.find(id);
    if (!item) throw new Error(`The simulator has no ${this.kind} "${id}".`);

    return item;
  }

  /** Position of an item in the order of creation. */
  position(id: string): number | undefined {
    return this.positions.get(id);
  }
}
