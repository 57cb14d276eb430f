import type { Answer, QuestionName, Seen } from './answers.js';

/** The end of a row. */
export type Verdict = 'agrees' | 'differs' | 'not seen';

/** What was seen of a fact, in words that hold no value of a customer's, and what follows. */
export interface Finding {
  readonly seen: string;
  readonly verdict: Verdict;
}

/** Something that the package takes for granted, and how it is judged. */
export interface Fact {
  readonly name: string;
  readonly expected: string;
  readonly judge: (seen: Seen) => Finding;
}

export function agrees(seen: string): Finding {
  return { seen, verdict: 'agrees' };
}

export function differs(seen: string): Finding {
  return { seen, verdict: 'differs' };
}

export function notSeen(why: string): Finding {
  return { seen: why, verdict: 'not seen' };
}

/** Judges a success by its answer. Without a success, there is nothing to judge. */
export function ofSuccess(question: QuestionName, judge: (answer: Answer) => Finding): Fact['judge'] {
  return (seen) => {
    const answer = seen.answers.get(question);
    if (answer === undefined) return notSeen(whyNotAnswered(question, seen));
    return answer.status === 200 ? judge(answer) : notSeen(String(answer.status));
  };
}

/** Why a question has no answer. */
export function whyNotAnswered(question: QuestionName, { unanswered }: Seen): string {
  return unanswered.has(question) ? 'no answer' : 'nothing to ask for';
}

/** Whether the answer only says that the service is busy or down. */
export function isPassing({ status }: Answer): boolean {
  return status === 429 || status >= 500;
}
