// SPDX-License-Identifier: Apache-2.0
//
// The host of a mapped netlist under Verilator: register writes, streams of images, windows of switching activity.
//
// Reads commands, one a line, from the file that is named first, and answers on the standard output:
//   write ADDRESS DATA     a register, both in hexadecimal
//   read ADDRESS           answers "read DATA"
//   stream FILE SKIP COUNT NUMBER  the next NUMBER images as one stream; activity goes to FILE (or -) from when SKIP
//                          have been taken until COUNT more have; answers "window CYCLES UPDATES", and for each image
//                          "result WINNER LEARNED STEP"
//   image LABEL PIXELS     of a stream: pixels in hexadecimal
//   drain DRAIN            writes DRAIN to CONTROL (address 4) and waits for the results of all images so far
//
// Inputs change right after the rising edge, as registers do, so that every signal but clocks changes once a cycle and
// the time that one is 1 counts the cycles.

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "Vapical.h"
#include "verilated.h"
#include "verilated_saif_c.h"

struct Image {
  int label;
  std::vector<uint8_t> pixels;
};

struct Result {
  int winner, learned, step;
};

static std::unique_ptr<VerilatedContext> context;
static std::unique_ptr<Vapical> top;
static std::unique_ptr<VerilatedSaifC> recorder;
static uint64_t cycle = 0;
// Cycle that the recording began in: its time starts at 0 with what signals are before the first edge.
static uint64_t recorded_from = 0;
static std::deque<Image> waiting;
static std::vector<uint8_t> pixels;
static size_t taken_pixels = 0;
static uint64_t taken_images = 0;
static uint64_t updates = 0;
static std::vector<Result> results;
// Most cycles that anything may take.
static const uint64_t PATIENCE = 200000;
static const int GROUP = VALUES_PER_CYCLE;

static void set_streams() {
  top->image_valid = !waiting.empty();
  top->image_label = waiting.empty() ? 0 : waiting.front().label;
  top->pixel_valid = taken_pixels < pixels.size();
  top->pixel_last = taken_pixels < pixels.size() && taken_pixels + GROUP >= pixels.size();
  uint8_t group[GROUP] = {};
  for (int k = 0; k < GROUP; k++)
    if (taken_pixels + k < pixels.size()) group[k] = pixels[taken_pixels + k];
  std::memcpy(static_cast<void*>(&top->pixels), group, GROUP);
}

static void tick() {
  // What the edge takes over was settled in the cycle before.
  const bool image = top->image_valid && top->image_ready && !top->reset;
  const bool group = top->pixel_valid && top->pixel_ready && !top->reset;
  const bool result = top->result_valid && !top->reset;
  if (result) {
    results.push_back({int(top->result_winner), int(top->result_learned), int(top->result_step)});
    if (top->result_step) updates++;
  }
  top->clock = 1;
  top->eval();
  if (group) taken_pixels += GROUP;
  if (image) {
    pixels = waiting.front().pixels;
    taken_pixels = 0;
    waiting.pop_front();
    taken_images++;
  }
  set_streams();
  top->eval();
  if (recorder) recorder->dump(2 * (cycle - recorded_from) + 1);
  top->clock = 0;
  top->eval();
  if (recorder) recorder->dump(2 * (cycle - recorded_from) + 2);
  cycle++;
}

static void record(const std::string& name) {
  recorder = std::make_unique<VerilatedSaifC>();
  top->trace(recorder.get(), 99);
  recorder->open(name.c_str());
  recorder->dump(uint64_t{0});
}

static int fail(const std::string& what) {
  std::cout << "failed " << what << std::endl;
  return 1;
}

static bool access(bool write, unsigned address, unsigned data, unsigned& answer) {
  top->bus_cycle = top->bus_strobe = 1;
  top->bus_write = write;
  top->bus_address = address;
  top->bus_data_in = data;
  top->eval();
  for (int k = 0; k < 1000; k++) {
    tick();
    if (top->bus_acknowledge) {
      answer = top->bus_data_out;
      top->bus_cycle = top->bus_strobe = 0;
      top->eval();
      tick();
      return true;
    }
  }
  return false;
}

int main(int argc, char** argv) {
  if (argc != 2) return fail("one file of commands is wanted");
  std::ifstream file(argv[1]);
  if (!file) return fail("no such file of commands");
  context = std::make_unique<VerilatedContext>();
  context->traceEverOn(true);
  top = std::make_unique<Vapical>(context.get());
  top->result_ready = 1;
  top->reset = 1;
  top->eval();
  tick();
  tick();
  top->reset = 0;
  top->eval();
  std::string line;
  uint64_t expected = 0;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    unsigned address = 0, data = 0, answer = 0;
    if (command == "write") {
      words >> std::hex >> address >> data;
      if (!access(true, address, data, answer)) return fail("the bus does not answer");
    } else if (command == "read") {
      words >> std::hex >> address;
      if (!access(false, address, 0, answer)) return fail("the bus does not answer");
      std::cout << "read " << std::hex << answer << std::dec << std::endl;
    } else if (command == "stream") {
      std::string name;
      uint64_t skip = 0, count = 0, number = 0;
      words >> name >> skip >> count >> number;
      for (uint64_t k = 0; k < number; k++) {
        std::string image, text;
        Image next;
        if (!std::getline(file, line)) return fail("an image is missing");
        std::istringstream parts(line);
        parts >> image >> next.label >> text;
        for (size_t at = 0; at + 1 < text.size(); at += 2)
          next.pixels.push_back(static_cast<uint8_t>(std::stoi(text.substr(at, 2), nullptr, 16)));
        waiting.push_back(next);
      }
      expected += number;
      const uint64_t begin = taken_images + skip, end = begin + count;
      uint64_t first = 0, before = 0;
      set_streams();
      top->eval();
      const uint64_t start = cycle;
      while (!waiting.empty() || taken_pixels < pixels.size()) {
        if (cycle - start > PATIENCE) return fail("images are not taken");
        if (name != "-" && !first && taken_images == begin) {
          first = cycle + 1;
          before = updates;
          recorded_from = cycle;
          // Verilator takes every signal for 0 before a recording, and counts a change where it is 1. What signals are
          // at the start, for one unit of time, goes to a file of its own, to be taken off.
          record(name + ".start");
          recorder->dump(1);
          recorder->close();
          record(name);
        }
        if (first && recorder && taken_images == end) {
          recorder->close();
          recorder.reset();
          std::cout << "window " << cycle + 1 - first << " " << updates - before << std::endl;
        }
        tick();
      }
    } else if (command == "drain") {
      words >> std::hex >> data;
      if (!access(true, 4, data, answer)) return fail("the bus does not answer");
      const uint64_t start = cycle;
      while (results.size() < expected) {
        if (cycle - start > PATIENCE) return fail("results do not come");
        tick();
      }
      for (int k = 0; k < 16; k++) tick();
      for (const Result& result : results)
        std::cout << "result " << result.winner << " " << result.learned << " " << result.step << std::endl;
      results.clear();
      expected = 0;
    } else if (!command.empty()) {
      return fail("unknown command " + command);
    }
  }
  top->final();
  return 0;
}
