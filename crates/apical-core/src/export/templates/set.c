static inline void @name@_set(uint8_t *bits, uint32_t bit)
{
    bits[bit / 8u] = (uint8_t)(bits[bit / 8u] | 1u << (bit % 8u));
}

/* Bits of the neurons that spike. */
static inline void @name@_spikes(const int32_t *potentials, uint32_t neurons, uint8_t *bits)
{
    for (uint32_t neuron = 0; neuron < neurons; neuron++) {
        if (neuron % 8u == 0) {
            bits[neuron / 8u] = 0;
        }
        if (potentials[neuron] > 0) {
            @name@_set(bits, neuron);
        }
    }
}

