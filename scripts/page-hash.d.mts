export declare function hashOfPage(): string;
