/** The application does not look as the schematic expects. The message is a sentence that says in what. */
export class UnknownShape extends Error {}
