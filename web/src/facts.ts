/** The line of facts about the network at the top. */

import { byId, say } from './dom.js';
import { accuracy, count } from './format.js';
import type { Session } from './session.js';

export function setUpFacts(session: Session): void {
  session.hub.on('model', (model) => {
    say(byId('fact-layers'), `${model.layers.join('-')}, ${model.format}`);
    const taught = model.taught > 0 ? ` + ${count(model.taught)} taught` : '';
    say(byId('fact-learned'), `${count(model.learned)} images of ${model.name}${taught}`);
  });
  session.hub.on('accuracy', ({ correct, tested, revision }) => {
    say(byId('fact-accuracy'), `${accuracy(correct, tested)} of ${count(tested)}`);
    byId('fact-accuracy').dataset['revision'] = String(revision);
  });
}
