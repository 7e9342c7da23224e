/** A value that is no JSON, as Go prints it in messages: its type, and what `%v` and `%#v` make of it. */
export class GoValue {
  readonly type: string;
  readonly text: string;
  readonly syntax: string;

  constructor(type: string, text: string, syntax = text) {
    this.type = type;
    this.text = text;
    this.syntax = syntax;
  }
}
