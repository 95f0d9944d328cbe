/** Written by `cargo xtask protocol` from the messages in Rust. Do not edit. */

import type { Request, ServerMessage } from '../src/messages.js';

/** What a server sends as text: of every type one with all that it can hold, and one with nothing optional. */
export const MESSAGES: ServerMessage[] = [
  {"type":"hello","protocol":1,"software":"apical 0.1.0","specification":1,"limits":{"message_bytes":4194304,"messages_per_second":120},"data":["builtin"],"front_ends":["threshold","retina"],"presets":[{"name":"apical","summary":"A processor."}],"preparing":null},
  {"type":"hello","protocol":1,"software":"apical 0.1.0","specification":1,"limits":{"message_bytes":4194304,"messages_per_second":120},"data":["builtin"],"front_ends":["threshold","retina"],"presets":[{"name":"apical","summary":"A processor."}],"preparing":{"epoch":3,"epochs":30}},
  {"type":"preparing","epoch":3,"epochs":30},
  {"type":"model","revision":7,"name":"builtin","layers":[4,3,2],"format":"w4g8","seed":1,"image":{"width":2,"height":2},"front_end":{"name":"threshold","inverted":false,"levels":null,"retina":null},"classes":["0","☐"],"measured_on":"builtin","learned":300000,"taught":4,"undo":2,"examples":[0,3],"history":[{"error":0.0485,"update_rate":0.4075,"correct":1912,"tested":2000,"nanojoules":21.25}]},
  {"type":"model","revision":7,"name":"builtin","layers":[4,3,2],"format":"w4g8","seed":"18446744073709551615","image":{"width":2,"height":2},"front_end":{"name":"threshold","inverted":false,"levels":null,"retina":null},"classes":["0","☐"],"measured_on":null,"learned":300000,"taught":4,"undo":2,"examples":[0,3],"history":[{"error":0.0485,"update_rate":0.4075,"correct":0,"tested":0,"nanojoules":null}]},
  {"type":"model","revision":7,"name":"builtin","layers":[12,3,2],"format":"w4g8","seed":1,"image":{"width":2,"height":2},"front_end":{"name":"inverted+retina+thermometer:2","inverted":true,"levels":{"count":2,"code":"thermometer","thresholds":[85,170]},"retina":{"columns":1,"rows":1,"pool":2,"stride":1,"kernel":3,"filters":[{"kind":"edge","degrees":0.0,"coefficients":[-1,-1,-1,0,0,0,1,1,1]},{"kind":"bar","degrees":0.0,"coefficients":[-1,-1,-1,2,2,2,-1,-1,-1]}]}},"classes":["0","☐"],"measured_on":"builtin","learned":300000,"taught":4,"undo":2,"examples":[0,3],"history":[{"error":0.0485,"update_rate":0.4075,"correct":1912,"tested":2000,"nanojoules":21.25}]},
  {"type":"model","revision":7,"name":"builtin","layers":[8,3,2],"format":"w4g8","seed":1,"image":{"width":2,"height":2},"front_end":{"name":"levels:2","inverted":false,"levels":{"count":2,"code":"highest","thresholds":null},"retina":null},"classes":["0","☐"],"measured_on":"builtin","learned":300000,"taught":4,"undo":2,"examples":[0,3],"history":[{"error":0.0485,"update_rate":0.4075,"correct":1912,"tested":2000,"nanojoules":21.25}]},
  {"type":"processor","preset":"apical","technology":"65nm","area_mm2":5.25,"supply":0.8,"minimum_supply":0.7,"maximum_supply":1.2,"own_supply":0.8,"clock_mhz":20.0,"inference":{"nanojoules":16.5,"low":10.25,"high":31.0,"milliwatts":10.1,"images_per_second":618000.0,"cycles":32.4,"latency_us":4.85},"learning":{"nanojoules":17.0,"low":10.5,"high":32.0,"milliwatts":10.4,"images_per_second":618000.0,"cycles":32.4,"latency_us":4.85},"overhead":0.03,"curve":[{"supply":0.7,"clock_mhz":11.5,"inference":{"nanojoules":16.5,"low":10.25,"high":31.0,"milliwatts":10.1,"images_per_second":618000.0,"cycles":32.4,"latency_us":4.85},"learning":{"nanojoules":17.0,"low":10.5,"high":32.0,"milliwatts":10.4,"images_per_second":618000.0,"cycles":32.4,"latency_us":4.85}},{"supply":1.2,"clock_mhz":64.0,"inference":{"nanojoules":16.5,"low":10.25,"high":31.0,"milliwatts":10.1,"images_per_second":618000.0,"cycles":32.4,"latency_us":4.85},"learning":{"nanojoules":17.0,"low":10.5,"high":32.0,"milliwatts":10.4,"images_per_second":618000.0,"cycles":32.4,"latency_us":4.85}}],"published":{"nanojoules":1.0,"learning_nanojoules":2.0,"images_per_second":3.0,"milliwatts":4.0,"area_mm2":5.0}},
  {"type":"processor","preset":"apical","technology":"65nm","area_mm2":5.25,"supply":0.8,"minimum_supply":0.7,"maximum_supply":1.2,"own_supply":0.8,"clock_mhz":20.0,"inference":null,"learning":null,"overhead":null,"curve":[],"published":null},
  {"type":"recognition","request":12,"revision":7,"origin":"drawing","truth":null,"inverted":false,"blank":false,"pixels":"AAD//w==","input":[0,3],"layers":[{"potentials":[-3,4,0],"spikes":[1]},{"potentials":[12,53],"spikes":[1]}],"winner":1,"runner_up":0,"margin":41,"cost":{"cycles":34,"nanojoules":16.0,"low":10.0,"high":31.0,"microseconds":1.7,"blocks":[{"name":"weight memory","nanojoules":9.5,"layers":[8.0,1.5]},{"name":"clock","nanojoules":6.5,"layers":null}]},"server_us":310},
  {"type":"recognition","request":null,"revision":7,"origin":"sample","truth":1,"inverted":false,"blank":false,"pixels":"AAD//w==","input":[0,3],"layers":[{"potentials":[-3,4,0],"spikes":[1]},{"potentials":[12,53],"spikes":[1]}],"winner":1,"runner_up":null,"margin":0,"cost":{"cycles":34,"nanojoules":16.0,"low":10.0,"high":31.0,"microseconds":1.7,"blocks":[{"name":"weight memory","nanojoules":9.5,"layers":[8.0,1.5]},{"name":"clock","nanojoules":6.5,"layers":null}]},"server_us":310},
  {"type":"recognition","request":12,"revision":7,"origin":"image","truth":null,"inverted":true,"blank":true,"pixels":"AAD//w==","server_us":310},
  {"type":"taught","class":1,"revision":7,"images":2,"steps":[{"label":1,"winner":0,"correct":false,"margin":12,"step":6,"updated":true},{"label":1,"winner":1,"correct":true,"margin":3,"step":0,"updated":false}],"updates":1,"skipped":1,"feedback":{"label":1,"winner":0},"changes":[{"weights":1,"accumulators":30,"inputs":[0,3],"neurons":[{"neuron":2,"up":30,"down":0,"weights":1}]},{"weights":0,"accumulators":0,"inputs":[],"neurons":[]}],"cost":{"cycles":34,"nanojoules":16.0,"low":10.0,"high":31.0,"microseconds":1.7,"blocks":[{"name":"weight memory","nanojoules":9.5,"layers":[8.0,1.5]},{"name":"clock","nanojoules":6.5,"layers":null}]}},
  {"type":"taught","class":null,"revision":7,"images":2,"steps":[{"label":1,"winner":0,"correct":false,"margin":12,"step":6,"updated":true},{"label":1,"winner":1,"correct":true,"margin":3,"step":0,"updated":false}],"updates":1,"skipped":1,"feedback":null,"changes":[{"weights":1,"accumulators":30,"inputs":[0,3],"neurons":[{"neuron":2,"up":30,"down":0,"weights":1}]},{"weights":0,"accumulators":0,"inputs":[],"neurons":[]}],"cost":{"cycles":34,"nanojoules":16.0,"low":10.0,"high":31.0,"microseconds":1.7,"blocks":[{"name":"weight memory","nanojoules":9.5,"layers":[8.0,1.5]},{"name":"clock","nanojoules":6.5,"layers":null}]}},
  {"type":"accuracy","revision":7,"correct":1912,"tested":2000,"data":"builtin","before":1915},
  {"type":"accuracy","revision":7,"correct":1912,"tested":2000,"data":"builtin","before":null},
  {"type":"averages","inference":{"images":202,"cycles":32.5,"nanojoules":16.0},"learning":{"images":202,"cycles":32.5,"nanojoules":16.0},"updates":12,"skipped":190,"overhead":-0.001},
  {"type":"averages","inference":{"images":202,"cycles":32.5,"nanojoules":16.0},"learning":{"images":0,"cycles":0.0,"nanojoules":0.0},"updates":0,"skipped":0,"overhead":null},
  {"type":"examples","counts":[0,3]},
  {"type":"training","state":"running","data":"builtin","epoch":2,"epochs":30,"image":4096,"images":10000,"images_per_second":180000.0,"error":0.125,"update_rate":0.25,"nanojoules":17.25,"points":[{"image":24096,"error":0.125,"update_rate":0.25,"nanojoules":17.25}],"history":[{"error":0.0485,"update_rate":0.4075,"correct":1912,"tested":2000,"nanojoules":21.25}]},
  {"type":"training","state":"paused","data":"builtin","epoch":2,"epochs":30,"image":4096,"images":10000,"images_per_second":180000.0,"error":0.125,"update_rate":0.25,"nanojoules":17.25,"points":[{"image":24096,"error":0.125,"update_rate":0.25,"nanojoules":17.25}],"history":[{"error":0.0485,"update_rate":0.4075,"correct":1912,"tested":2000,"nanojoules":21.25}]},
  {"type":"training","state":"finished","data":"builtin","epoch":2,"epochs":30,"image":4096,"images":10000,"images_per_second":180000.0,"error":0.125,"update_rate":0.25,"nanojoules":17.25,"points":[{"image":24096,"error":0.125,"update_rate":0.25,"nanojoules":17.25}],"history":[{"error":0.0485,"update_rate":0.4075,"correct":1912,"tested":2000,"nanojoules":21.25}]},
  {"type":"training","state":"stopped","data":"builtin","epoch":2,"epochs":30,"image":4096,"images":10000,"images_per_second":180000.0,"error":0.125,"update_rate":0.25,"nanojoules":17.25,"points":[{"image":24096,"error":0.125,"update_rate":0.25,"nanojoules":17.25}],"history":[{"error":0.0485,"update_rate":0.4075,"correct":1912,"tested":2000,"nanojoules":21.25}]},
  {"type":"training","state":"running","data":"builtin","epoch":2,"epochs":30,"image":4096,"images":10000,"images_per_second":null,"error":null,"update_rate":null,"nanojoules":null,"points":[],"history":[]},
  {"type":"error","request":12,"about":"image","message":"image: this is no PNG, JPEG or BMP"},
  {"type":"error","request":null,"about":"teach","message":"class: 12 is out of range: 0 to 1"},
];

/** What a page asks for as text. */
export const REQUESTS: Request[] = [
  {"type":"preset","name":"apical"},
  {"type":"supply","volts":0.85},
  {"type":"sample","mistake":true},
  {"type":"sample","mistake":false},
  {"type":"clear"},
  {"type":"teach","class":1,"presentations":32,"learning_rate":6.0},
  {"type":"keep","class":1},
  {"type":"forget"},
  {"type":"practise","rounds":4,"learning_rate":1.5},
  {"type":"name","class":1,"name":"☐"},
  {"type":"undo"},
  {"type":"reset"},
  {"type":"train","data":"builtin","epochs":3,"seed":1,"fresh":true,"front_end":"retina","images_per_second":null,"learning_rate":{"from":6.0,"to":0.3}},
  {"type":"train","data":"builtin","epochs":3,"seed":"18446744073709551615","fresh":false,"front_end":null,"images_per_second":100.0,"learning_rate":{"from":6.0,"to":0.3}},
  {"type":"pause"},
  {"type":"resume"},
  {"type":"stop"},
  {"type":"step","images":100},
  {"type":"speed","images_per_second":null},
  {"type":"speed","images_per_second":1000.0},
  {"type":"weights","layer":1,"first":0,"count":256},
  {"type":"download"},
];

/** What a server sends as bytes, in hexadecimal, and what it is. */
export const TO_PAGE = [
  {"kind":"weights","hex":"0170110100020003000a00020001f80700ff02","header":{"first":10,"inputs":3,"layer":2,"neurons":2,"revision":70000},"content":[1,-8,7,0,-1,2]},
  {"kind":"model","hex":"020506","header":{},"content":[5,6]},
];

/** What a page sends as bytes, in hexadecimal, and what it is. */
export const TO_SERVER = [
  {"kind":"picture","hex":"0104030201030002000102030405ff","header":{"columns":3,"request":16909060,"rows":2},"content":[1,2,3,4,5,255]},
  {"kind":"image","hex":"02040302010908","header":{"request":16909060},"content":[9,8]},
  {"kind":"model","hex":"03ffffffff0908","header":{"request":4294967295},"content":[9,8]},
];
