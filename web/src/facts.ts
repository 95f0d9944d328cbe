/** The line of facts about the network at the top. */

import { byId, setText } from './dom.js';
import { accuracy, count } from './format.js';
import type { Session } from './session.js';

export function setUpFacts(session: Session): void {
  session.hub.on('model', (model) => {
    setText(byId('fact-layers'), `${model.layers.join('-')}, ${model.format}`);
    setText(byId('fact-front-end'), model.front_end.name);
    const taught = model.taught > 0 ? ` + ${count(model.taught)} taught` : '';
    setText(byId('fact-learned'), `${count(model.learned)} images of ${model.name}${taught}`);
    if (model.measured_on === null) {
      setText(byId('fact-accuracy'), 'no test images here');
      byId('fact-accuracy').dataset['revision'] = String(model.revision);
    }
  });
  session.hub.on('accuracy', ({ correct, tested, revision }) => {
    setText(byId('fact-accuracy'), `${accuracy(correct, tested)} of ${count(tested)}`);
    byId('fact-accuracy').dataset['revision'] = String(revision);
  });
}
