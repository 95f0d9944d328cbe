// Between the C++ that Verilator generates and Rust: a model is made, given its inputs, evaluated and read.
// Compiled beside the generated files; TRACE_VCD or TRACE_FST is defined where they record waves.

#include "Vapical.h"
#include "verilated.h"
#if defined(TRACE_VCD)
#include "verilated_vcd_c.h"
typedef VerilatedVcdC Wave;
#elif defined(TRACE_FST)
#include "verilated_fst_c.h"
typedef VerilatedFstC Wave;
#endif

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

// What Verilator's own functions of these names do is end the process.
void vl_fatal(const char* file, int line, const char*, const char* message) {
    throw std::runtime_error(std::string(file ? file : "") + ":" + std::to_string(line) + ": "
                             + (message ? message : "fatal error"));
}
void vl_finish(const char* file, int line, const char*) { vl_fatal(file, line, "", "$finish"); }
void vl_stop(const char* file, int line, const char*) { vl_fatal(file, line, "", "$stop"); }

extern "C" {

struct ApicalInputs {
    uint8_t reset;
    uint8_t bus_cycle;
    uint8_t bus_strobe;
    uint8_t bus_write;
    uint16_t bus_address;
    uint8_t image_valid;
    uint8_t image_label;
    uint32_t bus_data;
    uint8_t pixel_valid;
    uint8_t pixel_last;
    uint8_t result_ready;
};

struct ApicalOutputs {
    uint32_t bus_data;
    uint8_t bus_acknowledge;
    uint8_t image_ready;
    uint8_t pixel_ready;
    uint8_t result_valid;
    uint8_t result_winner;
    uint8_t result_label;
    uint8_t result_correct;
    uint8_t result_learned;
    uint8_t result_margin;
    uint8_t result_step;
};
}

namespace {

struct Model {
    // The context outlives the model.
    std::unique_ptr<VerilatedContext> context{new VerilatedContext};
    std::unique_ptr<Vapical> top;
#if defined(TRACE_VCD) || defined(TRACE_FST)
    std::unique_ptr<Wave> wave;
#endif
    uint64_t time = 0;
    std::string error;

    void record() {
#if defined(TRACE_VCD) || defined(TRACE_FST)
        if (wave) wave->dump(time);
#endif
        time += 5;
    }
};

template <typename Action>
int guarded(Model* model, Action action) {
    try {
        action();
        return 0;
    } catch (const std::exception& error) {
        model->error = error.what();
    } catch (...) {
        model->error = "an unknown exception";
    }
    return 1;
}

void* create(const char* wave) {
    std::unique_ptr<Model> model;
    try {
        model.reset(new Model);
        model->top.reset(new Vapical(model->context.get(), "apical"));
#if defined(TRACE_VCD) || defined(TRACE_FST)
        if (wave) {
            model->context->traceEverOn(true);
            model->wave.reset(new Wave);
            model->top->trace(model->wave.get(), 99);
            model->wave->open(wave);
            if (!model->wave->isOpen()) return nullptr;
        }
#else
        if (wave) return nullptr;
#endif
        model->top->clock = 0;
        return model.release();
    } catch (...) {
        return nullptr;
    }
}

void destroy(void* handle) {
    std::unique_ptr<Model> model(static_cast<Model*>(handle));
    guarded(model.get(), [&] {
        model->top->final();
#if defined(TRACE_VCD) || defined(TRACE_FST)
        if (model->wave) model->wave->close();
#endif
    });
}

const char* error(void* handle) { return static_cast<Model*>(handle)->error.c_str(); }

// Takes the inputs of a cycle with the clock low; outputs are then those before the edge.
int settle(void* handle, const ApicalInputs* in, const uint8_t* pixels, ApicalOutputs* out) {
    Model* model = static_cast<Model*>(handle);
    return guarded(model, [&] {
        Vapical& top = *model->top;
        top.clock = 0;
        top.reset = in->reset;
        top.bus_cycle = in->bus_cycle;
        top.bus_strobe = in->bus_strobe;
        top.bus_write = in->bus_write;
        top.bus_address = in->bus_address;
        top.bus_data_in = in->bus_data;
        top.image_valid = in->image_valid;
        top.image_label = in->image_label;
        top.pixel_valid = in->pixel_valid;
        top.pixel_last = in->pixel_last;
        top.result_ready = in->result_ready;
        // 8 P bits, P a power of two up to 64: the storage has no further bits (P = 1, 2, 4, 8 are plain integers).
        if (pixels) std::memcpy(&top.pixels, pixels, sizeof(top.pixels));
        top.eval();
        model->record();
        out->bus_data = top.bus_data_out;
        out->bus_acknowledge = top.bus_acknowledge;
        out->image_ready = top.image_ready;
        out->pixel_ready = top.pixel_ready;
        out->result_valid = top.result_valid;
        out->result_winner = top.result_winner;
        out->result_label = top.result_label;
        out->result_correct = top.result_correct;
        out->result_learned = top.result_learned;
        out->result_margin = top.result_margin;
        out->result_step = top.result_step;
    });
}

// The rising edge.
int rise(void* handle) {
    Model* model = static_cast<Model*>(handle);
    return guarded(model, [&] {
        model->top->clock = 1;
        model->top->eval();
        model->record();
    });
}

// Bytes that `settle` reads of its pixels.
uint32_t pixel_bytes(void* handle) { return sizeof(static_cast<Model*>(handle)->top->pixels); }

struct Interface {
    uint32_t version;
    void* (*create)(const char*);
    void (*destroy)(void*);
    const char* (*error)(void*);
    int (*settle)(void*, const ApicalInputs*, const uint8_t*, ApicalOutputs*);
    int (*rise)(void*);
    uint32_t (*pixel_bytes)(void*);
};

const Interface INTERFACE = {2, create, destroy, error, settle, rise, pixel_bytes};

}  // namespace

extern "C" __attribute__((visibility("default"))) const void* apical_rtl_interface() { return &INTERFACE; }
