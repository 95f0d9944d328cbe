/** Connects the panels of the page with the session. */

import { setUpAnswer } from './answer.js';
import { setUpDraw } from './draw.js';
import { setUpFacts } from './facts.js';
import { setUpLesson } from './lesson.js';
import { setUpNetwork } from './network.js';
import { setUpNotices } from './notices.js';
import { setUpProcessor } from './processor.js';
import { Session } from './session.js';
import { StatusBanner } from './status.js';
import { setUpSupply } from './supply.js';
import { setUpTeach } from './teach.js';
import { setUpTheme } from './theme.js';
import { setUpTour } from './tour.js';
import { setUpTrain } from './train.js';
import { WeightsPanel } from './weights.js';

const address = new URL('socket', location.href);
address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';

const notify = setUpNotices();
const status = new StatusBanner(notify, () => session.open());
const session: Session = new Session(address.href, notify, status);

setUpTheme(() => session.hub.emit('theme', null));
setUpFacts(session);
setUpDraw(session, notify);
setUpAnswer(session, setUpTeach(session, notify));
const weights = new WeightsPanel(session);
setUpNetwork(session, (layer, neuron) => weights.choose(layer, neuron));
setUpLesson(session);
setUpProcessor(session);
setUpSupply(session);
setUpTrain(session);
setUpTour();
status.watch(session);
session.open();
